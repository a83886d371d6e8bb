import type { Result } from "./result.ts";
import type { AnyRow } from "./row.ts";
import type { Statement } from "./statement.ts";

/** One database transaction, one statement at a time; unusable once its callback has ended. */
export type Transaction = {
  /** Runs one statement. A lost connection surfaces as `DatabaseUnavailable`. */
  query<Row extends AnyRow = Record<string, unknown>>(statement: Statement): Promise<Result<Row>>;
  /**
   * Runs a statement that the next ones need not wait for: the transaction fails with what it fails of, or with what
   * `check` throws, before it commits. Of a database that is `pipelined` they are sent together.
   */
  expect<Row extends AnyRow = Record<string, unknown>>(
    statement: Statement,
    check: (result: Result<Row>) => void,
  ): void;
  /**
   * Streams `chunks` into a `copy … from stdin` statement, no faster than the server takes them,
   * and returns the number of rows. A failure of the source fails the copy.
   */
  copyIn(
    sql: string,
    chunks: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
  ): Promise<number>;
  /**
   * Runs a `copy … to stdout` statement and gives what it sends to `take`, no faster than that reads; returns what
   * `take` returns. A copy that breaks fails with its own error, whatever `take` makes of it. One that `take` leaves
   * before its end, or that an abort cuts off, is ended on the server, and the transaction cannot commit any more.
   */
  copyOut<T>(sql: string, take: (chunks: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T>;
};
