import { type Database, openDatabase } from "@holdfast/postgres";
import type { Logger } from "@holdfast/telemetry";

/** Lanes that post under locks, one connection for those that do not, what is looked up beside them, and the log's own two. */
const WRITE_CONNECTIONS = 8;
const READ_CONNECTIONS = 6;
/** As many as the server has in flight at most. */
const READS_WAITING_MAX = 1_000;
/** The notary, holds that are due, who follows events, and forgetting old commands. */
const SYSTEM_CONNECTIONS = 4;

/** Whoever asks for what takes longer asks for too much. */
const READ_MS_MAX = 5_000;
/**
 * How long a server may be silent, in a transaction as well: it gives up waiting for a lock after half of it. What was cut
 * off although it was under way is 503, and is repeated by its key.
 */
const SILENT_MS_MAX = 10_000;

/** The service's connections. Reads have some of their own, so that posting never waits for them. */
export type Pools = AsyncDisposable & {
  readonly database: Database;
  readonly readDatabase: Database;
  readonly systemDatabase: Database;
  /** For comparing a ledger with its log, which may take long; as the `app` role. */
  readonly verifyDatabase: Database;
  /** Calls a listener whenever a connection was lost: another server may answer from now on. */
  readonly whenLost: (listener: () => void) => void;
};

/** Opens the pools; nothing is connected before it is needed. */
export function openPools(
  { url, systemUrl }: { readonly url: string; readonly systemUrl: string },
  logger: Logger,
): Pools {
  const held = new AsyncDisposableStack();
  const listeners: (() => void)[] = [];
  const onConnectionError = (err: Error): void =>
    logger.warn({ err }, "a database connection broke");
  const onLost = (): void => {
    for (const listener of listeners) listener();
  };
  const open = (options: Parameters<typeof openDatabase>[0]) =>
    held.use(openDatabase({ onConnectionError, onLost, ...options }));
  return {
    database: open({
      url,
      applicationName: "payments",
      max: WRITE_CONNECTIONS,
      queryTimeoutMs: SILENT_MS_MAX,
      isPipelined: true,
    }),
    readDatabase: open({
      url,
      applicationName: "payments-reads",
      max: READ_CONNECTIONS,
      maxWaiting: READS_WAITING_MAX,
      statementTimeoutMs: READ_MS_MAX,
      queryTimeoutMs: SILENT_MS_MAX,
    }),
    systemDatabase: open({
      url: systemUrl,
      applicationName: "payments-system",
      max: SYSTEM_CONNECTIONS,
    }),
    verifyDatabase: open({ url, applicationName: "payments-verify", max: 1 }),
    whenLost: (listener) => void listeners.push(listener),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
