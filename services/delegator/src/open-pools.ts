import { type Database, openDatabase } from "@holdfast/postgres";
import type { Logger } from "@holdfast/telemetry";

import { EXPORT_SESSION } from "./adapters/postgres/export-session.ts";
import type { Config } from "./config.ts";

/** Connections that answer requests; PostgreSQL on two cores gains nothing from more. */
const CONNECTIONS = 10;

/** Whoever asks for what takes longer asks for too much; a filter that hardly any row passes does. */
const STATEMENT_MS_MAX = 2_000;

/** Counting the whole history takes a second; questions that are asked at the same time share the answer. */
const STATS_CONNECTIONS = 2;
const STATS_MS_MAX = 20_000;

/** The serving side's connections: what takes long has a pool of its own, so that pages never wait for it. */
export type Pools = AsyncDisposable & {
  readonly database: Database;
  readonly statsDatabase: Database;
  readonly exportDatabase: Database;
};

export function openPools(url: string, config: Config, logger: Logger): Pools {
  const held = new AsyncDisposableStack();
  const onConnectionError = (err: Error): void =>
    logger.warn({ err }, "a database connection broke");
  const open = (options: { applicationName: string; max: number; statementTimeoutMs?: number }) =>
    held.use(openDatabase({ url, onConnectionError, ...options }));
  return {
    database: open({
      applicationName: "delegator",
      max: CONNECTIONS,
      statementTimeoutMs: STATEMENT_MS_MAX,
    }),
    statsDatabase: open({
      applicationName: "delegator-stats",
      max: STATS_CONNECTIONS,
      statementTimeoutMs: STATS_MS_MAX,
    }),
    exportDatabase: open({
      applicationName: EXPORT_SESSION,
      max: Math.max(1, config.EXPORT_MAX),
    }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
