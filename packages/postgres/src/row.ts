import type { QueryResultRow } from "pg";

/** What the caller may declare a row to be: an object, or a tuple with `rowMode: "array"`. */
export type AnyRow = QueryResultRow;
