import type { ClientConfig } from "pg";

import { typeParsers } from "./type-parsers.ts";

type ConnectionOptions = {
  readonly url: string;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs?: number | undefined;
  readonly queryTimeoutMs?: number | undefined;
  readonly isPipelined?: boolean | undefined;
};

/** What every connection of the house has in common, in the words of the driver. */
export function connectionSettings(options: ConnectionOptions): ClientConfig {
  return {
    connectionString: withSession(options.url),
    options: SESSION,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    statement_timeout: options.statementTimeoutMs,
    query_timeout: options.queryTimeoutMs,
    pipeline: options.isPipelined ?? false,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: typeParsers,
  };
}

/** A transaction that waits longer for a lock, or rests longer while holding some, is a mistake. */
const LOCK_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 5_000;

/**
 * Below the shortest usual idle timeout of a firewall or load balancer, one minute. Keepalive finds
 * the dead peer of a connection at rest only. While sent bytes wait for their acknowledgement TCP
 * sends them again instead, for a quarter of an hour on Linux: that is what `query_timeout` is for.
 */
const KEEP_ALIVE_AFTER_MS = 10_000;

/** The parsers of dates read ISO only, and a role or database may have another style as its default. */
const SESSION = "-c timezone=UTC -c datestyle=ISO";

/** The driver lets `options` of the URL win over those beside it, so ours join them there. */
function withSession(url: string): string {
  if (!/[?&]options=/.test(url)) return url;
  const joined = new URL(url);
  joined.searchParams.set("options", `${joined.searchParams.get("options")} ${SESSION}`);
  return joined.href;
}
