import type { Checkout } from "./checkout.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { connectionSettings } from "./connection-settings.ts";
import type { Database } from "./database.ts";
import { listen } from "./listen.ts";
import { runTransaction } from "./run-transaction.ts";
import { SharedCheckout } from "./shared-checkout.ts";
import type { TransactionOptions } from "./transaction-options.ts";

/** Where the database is and how much of it this process may take. */
export type DatabaseOptions = {
  readonly url: string;
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  /** Connections at most; 10. */
  readonly max?: number;
  /** Callers that may wait, those held while the server is away included; 100. */
  readonly maxWaiting?: number;
  /** How long a caller is held while the server is away, not counting the last attempt; 2 s. */
  readonly holdMs?: number;
  /** Limit of one attempt to connect, and of waiting for a connection of a busy pool; 5 s. */
  readonly connectTimeoutMs?: number;
  /** Limit of one statement on the server; none. It cannot end a commit waiting for a replica. */
  readonly statementTimeoutMs?: number;
  /**
   * Limit of waiting here for the answer to any statement, also of a server that has fallen silent;
   * then its connection is closed and the statement is `DatabaseUnavailable`. When left out, 10 s
   * for what is quick or can be repeated (`read`, the begin of a transaction) or keeps others waiting
   * (`queryInOrder`), none for the rest.
   */
  readonly queryTimeoutMs?: number;
  /**
   * Whether a statement is sent before the one before it is answered, where nobody waits for that: the begin of a
   * transaction and its first statement, and what is run by `Transaction.expect` and the statement behind it; false. A
   * connection that breaks before a begin is answered is then an error of the transaction, which is not begun again, and
   * nothing can be copied in or out.
   */
  readonly isPipelined?: boolean;
  /** Told, for logs, of a connection that breaks while no statement runs on it to fail. */
  readonly onConnectionError?: (error: Error) => void;
  /**
   * Told of each connection that was lost, idle or not, once or several times: who remembers something may have to do with
   * another server now.
   */
  readonly onLost?: () => void;
};

/** Opens a pool. It connects when the first statement needs it, so opening never fails. */
export function openDatabase(options: DatabaseOptions): Database {
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, onConnectionError = () => undefined } = options;
  const { isPipelined = false, onLost = () => undefined } = options;
  const settings = connectionSettings({ ...options, connectTimeoutMs });
  const quickMs = options.queryTimeoutMs ?? QUICK_MS;
  const pool = new ConnectionPool(settings, {
    max: options.max ?? CONNECTIONS_MAX,
    maxWaiting: options.maxWaiting ?? WAITING_MAX,
    holdMs: options.holdMs ?? HOLD_MS,
    onConnectionError,
    onLost,
  });
  const take = () => pool.hold(() => pool.take());
  const ordered = new SharedCheckout(take, isPipelined);

  return {
    async query(statement) {
      using checkout = await take();
      return await checkout.run(statement, "unknown");
    },
    queryInOrder: (statement) =>
      ordered.use((checkout) => checkout.run(statement, "unknown", quickMs)),
    read(statement) {
      return pool.hold(async () => {
        using checkout = await pool.take();
        return await checkout.run(statement, "not_applied", quickMs);
      });
    },
    async transaction(work, transactionOptions = {}) {
      const start = { pool, quickMs, isPipelined };
      const { checkout, begun } = await begin(start, transactionOptions);
      using _ = checkout;
      const options = { settings, isPipelined, begun, ...transactionOptions };
      return await runTransaction(checkout, work, options);
    },
    listen: (channel, listenOptions) => listen(settings, channel, listenOptions),
    get load() {
      return pool.load;
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

const CONNECTIONS_MAX = 10;
const WAITING_MAX = 100;
const HOLD_MS = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;
const QUICK_MS = 10_000;

type Start = {
  readonly pool: ConnectionPool;
  readonly quickMs: number;
  readonly isPipelined: boolean;
};

type Begun = { readonly checkout: Checkout; readonly begun: Promise<unknown> | undefined };

/** A transaction that is open, or about to be. Nothing has happened in it yet, so a broken connection is tried again. */
function begin({ pool, quickMs, isPipelined }: Start, options: TransactionOptions): Promise<Begun> {
  const { isolation = "read committed", readOnly = false, signal } = options;
  const text = `begin isolation level ${isolation}${readOnly ? " read only" : ""}`;
  return pool.hold(async () => {
    signal?.throwIfAborted();
    using held = new DisposableStack();
    const checkout = held.use(await pool.take());
    const begun = checkout.run({ text }, "not_applied", quickMs);
    if (isPipelined) begun.catch(() => undefined);
    else await begun;
    signal?.throwIfAborted();
    held.move();
    return { checkout, begun: isPipelined ? begun : undefined };
  }, signal);
}
