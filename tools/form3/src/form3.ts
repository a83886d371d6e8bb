import { fetchTransport } from "./adapters/fetch-transport.ts";
import { machineRuntime } from "./adapters/machine-runtime.ts";
import { accountsAt, type Accounts } from "./application/accounts.ts";
import { LIMITS, limitsOf, type CallOptions } from "./application/call-options.ts";
import type { Fetch } from "./application/fetch.ts";
import type { Hooks } from "./application/hooks.ts";
import type { Runtime } from "./application/runtime.ts";
import { createSender } from "./application/sender.ts";
import type { Signer } from "./application/signer.ts";
import { must } from "./domain/bad-options.ts";
import { whole } from "./domain/list-parameters.ts";
import { RETRY_BUDGET, type RetryBudget } from "./domain/retry-budget.ts";

/** How a client is set up. */
export type Form3Options = Pick<CallOptions, "timeoutMs" | "totalTimeoutMs" | "maxRetries"> & {
  /** Scheme, host and port of the API: `https://api.form3.tech`. */
  readonly baseUrl: string | URL;
  /** Who asks: `oauth2(…)`, `httpSignature(…)` or a signer of your own. Nobody when left out. */
  readonly auth?: Signer;
  /** Instead of the global `fetch`: `tlsFetch(…)` for mutual TLS. */
  readonly fetch?: Fetch;
  /** How many retries all calls together may make; a tenth of the requests, ten at once, when left out. */
  readonly retryBudget?: RetryBudget;
  readonly hooks?: Hooks;
  /** Larger answers are refused; 8 MiB when left out. */
  readonly maxResponseBytes?: number;
  /** Clock, chance and timers; the machine's when left out. */
  readonly runtime?: Runtime;
};

const RESPONSE_BYTES_MAX = 8 * 1024 * 1024;

/** A client of the account API. It holds no connection and need not be closed. */
export class Form3 {
  readonly accounts: Accounts;

  /** Throws `BadOptions`. */
  constructor(options: Form3Options) {
    const {
      auth: signer,
      fetch = globalThis.fetch,
      retryBudget: budget = RETRY_BUDGET,
      hooks = {},
      maxResponseBytes = RESPONSE_BYTES_MAX,
      runtime = machineRuntime,
    } = options;
    must(budget.ratio >= 0 && budget.burst >= 0, "retryBudget must hold numbers from 0");
    const baseUrl = readBaseUrl(String(options.baseUrl));
    const transport = fetchTransport(fetch, whole("maxResponseBytes", maxResponseBytes, [1]));
    const limits = limitsOf(LIMITS, options);
    const send = createSender({ transport, signer, baseUrl, limits, budget, hooks, runtime });
    this.accounts = accountsAt({ send, baseUrl, runtime });
  }
}

function readBaseUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  // Credentials would stand in errors and logs; the paths are the client's.
  const isOrigin = url?.href === `${url?.origin}/` && /^https?:/u.test(url.href);
  must(isOrigin, "baseUrl must be http(s)://host:port alone; credentials belong into auth");
  return url;
}
