import type { Result } from "./result.ts";
import type { AnyRow } from "./row.ts";

/** Whatever runs statements one after another: a transaction, or a connection outside the pool. */
export type SqlSession = {
  query<Row extends AnyRow>(statement: {
    readonly text: string;
    values?: unknown[];
  }): Promise<Pick<Result<Row>, "rows">>;
};
