import type { Result } from "./result.ts";
import type { AnyRow } from "./row.ts";
import type { Statement } from "./statement.ts";
import type { TransactionOptions } from "./transaction-options.ts";
import type { Transaction } from "./transaction.ts";

/**
 * One pool of connections to one PostgreSQL database. While the server is away, callers are held
 * until a connection can be had, up to `holdMs`; then they get `DatabaseUnavailable`. More than
 * `maxWaiting` waiting callers get `DatabaseOverloaded` at once. Disposal waits for running work.
 */
export type Database = AsyncDisposable & {
  /** Runs one statement in autocommit. Never run twice: a lost connection is an error. */
  query<Row extends AnyRow = Record<string, unknown>>(statement: Statement): Promise<Result<Row>>;
  /**
   * The same, one statement after another on one connection, also of callers who do not wait for each other: in the order
   * of the calls, and with `isPipelined` each is on the server before the one before it has ended.
   */
  queryInOrder<Row extends AnyRow = Record<string, unknown>>(
    statement: Statement,
  ): Promise<Result<Row>>;
  /** Runs one statement that is safe to repeat; repeated when the connection breaks under it. */
  read<Row extends AnyRow = Record<string, unknown>>(statement: Statement): Promise<Result<Row>>;
  /** Commits what `work` did when it returns, rolls back when it throws or the signal aborts. */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Calls `onNotify` with the payload of each notification on `channel` until the signal aborts,
   * over a connection of its own that is made again whenever it breaks. What was notified in
   * between is lost: `onListening` is called after each (re)connection so that the caller can look.
   */
  listen(channel: string, options: ListenOptions): Promise<void>;
  readonly load: DatabaseLoad;
};

/** What `Database.listen` calls, and what ends it. */
export type ListenOptions = {
  readonly onNotify: (payload: string) => void;
  readonly onListening?: () => void;
  readonly signal: AbortSignal;
};

/** Connections open, connections idle, callers waiting for one. */
export type DatabaseLoad = {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
};
