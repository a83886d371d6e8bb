import type { GoQuery } from "./go-query.ts";
import type { QueryFault } from "./query-fault.ts";

/** Reads `as_of`, the number of rows a history is pinned to; absent when empty. */
export function readAsOf(query: GoQuery): { readonly asOf: number | undefined } | QueryFault {
  const text = query.get("as_of")?.[0] ?? "";
  if (text === "") return { asOf: undefined };
  const asOf = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(asOf)) return { asOf };
  return {
    message: `invalid as_of: must be a whole number between 0 and ${Number.MAX_SAFE_INTEGER}`,
  };
}
