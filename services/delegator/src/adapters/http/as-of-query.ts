import { type GoQuery } from "./go-query.ts";
import { type QueryFault } from "./page-query.ts";

/** The type of a rank in the database. */
const ROWS_MAX = 2_147_483_647;

/** Reads `as_of`, the number of rows a history is pinned to; absent when empty. */
export function readAsOf(query: GoQuery): { readonly asOf: number | undefined } | QueryFault {
  const text = query.get("as_of")?.[0] ?? "";
  if (text === "") return { asOf: undefined };
  const asOf = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (asOf >= 1 && asOf <= ROWS_MAX) return { asOf };
  return { message: `invalid as_of: must be a whole number between 1 and ${ROWS_MAX}` };
}
