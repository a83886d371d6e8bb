import { type ClientConfig } from "pg";

import { typeParsers } from "./type-parsers.ts";

type ConnectionOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs?: number | undefined;
};

/** What every connection of the house has in common, in the words of the driver. */
export function connectionSettings(options: ConnectionOptions): ClientConfig {
  return {
    connectionString: withUtc(options.url),
    options: UTC,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    statement_timeout: options.statementTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: typeParsers,
  };
}

/** A transaction that waits longer for a lock, or rests longer while holding some, is a mistake. */
const LOCK_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 5_000;

/** Below the shortest usual idle timeout of a firewall or load balancer, one minute. */
const KEEP_ALIVE_AFTER_MS = 10_000;

const UTC = "-c timezone=UTC";

/** The driver lets `options` of the URL win over those beside it, so ours join them there. */
function withUtc(url: string): string {
  if (!/[?&]options=/.test(url)) return url;
  const joined = new URL(url);
  joined.searchParams.set("options", `${joined.searchParams.get("options")} ${UTC}`);
  return joined.href;
}
