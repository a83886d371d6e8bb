import { fetchTransport } from "./adapters/fetch-transport.ts";
import { machineRuntime } from "./adapters/machine-runtime.ts";
import { Accounts } from "./application/accounts.ts";
import { LIMITS, limitsOf, type CallOptions } from "./application/call-options.ts";
import type { Fetch } from "./application/fetch.ts";
import type { Hooks } from "./application/hooks.ts";
import type { Runtime } from "./application/runtime.ts";
import { Sender } from "./application/sender.ts";
import type { Signer } from "./application/signer.ts";
import { BadOptions } from "./domain/bad-options.ts";
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
    const { auth: signer, hooks = {}, retryBudget: budget = RETRY_BUDGET } = options;
    const { maxResponseBytes = RESPONSE_BYTES_MAX, runtime = machineRuntime } = options;
    const { fetch = globalThis.fetch } = options;
    const { timeoutMs, totalTimeoutMs, maxRetries } = { ...LIMITS, ...options };
    const limits = limitsOf(LIMITS, { timeoutMs, totalTimeoutMs, maxRetries });
    if (!(budget.ratio >= 0 && budget.burst >= 0)) {
      throw new BadOptions("retryBudget: ratio and burst must be numbers from 0");
    }
    const baseUrl = readBaseUrl(options.baseUrl);
    const transport = fetchTransport(fetch, whole("maxResponseBytes", maxResponseBytes, 1));
    const parts = { transport, signer, baseUrl, limits, budget, hooks, runtime };
    this.accounts = new Accounts({ sender: new Sender(parts), baseUrl, runtime });
  }
}

function readBaseUrl(given: string | URL): URL {
  if (!URL.canParse(String(given)))
    throw new BadOptions("baseUrl must be an address such as https://host");
  const url = new URL(given);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new BadOptions("baseUrl must begin with https:// or http://");
  }
  // The address stands in errors and logs.
  if (url.username !== "" || url.password !== "") {
    throw new BadOptions("baseUrl must hold no credentials: they belong into auth");
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new BadOptions("baseUrl must be scheme, host and port alone: the paths are the client's");
  }
  return url;
}
