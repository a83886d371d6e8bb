import { type Result } from "./result.ts";
import { type AnyRow } from "./row.ts";
import { type Statement } from "./statement.ts";

/** One database transaction, one statement at a time; unusable once its callback has ended. */
export type Transaction = {
  /** Runs one statement. A lost connection surfaces as `DatabaseUnavailable`. */
  query<Row extends AnyRow = Record<string, unknown>>(statement: Statement): Promise<Result<Row>>;
  /**
   * Streams `chunks` into a `copy … from stdin` statement, no faster than the server takes them,
   * and returns the number of rows. A failure of the source fails the copy.
   */
  copyIn(
    sql: string,
    chunks: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>,
  ): Promise<number>;
};
