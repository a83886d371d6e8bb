import {
  type CursorPlace,
  type ListRequest,
  type PagePlace,
} from "../../application/list-request.ts";
import { type ListScope } from "../../domain/list-scope.ts";
import { readCursorToken } from "./cursor-token.ts";
import { readFilter } from "./filter-query.ts";
import { type GoQuery } from "./go-query.ts";
import { type PageNumbers, type QueryFault, isQueryFault, readPageQuery } from "./page-query.ts";

type ListLimits = {
  /** UTC year of today. */
  readonly currentYear: number;
  /** The most delegations a page holds; the original's limit when left out. */
  readonly sizeMax?: number;
};

/** Reads which page of which list is asked for; the first parameter that makes no sense is told. */
export function readListQuery(query: GoQuery, limits: ListLimits): ListRequest | QueryFault {
  const numbers = readPageQuery(query, limits.currentYear, limits.sizeMax);
  if (isQueryFault(numbers)) return numbers;
  const filter = readFilter(query);
  if (isQueryFault(filter)) return filter;
  const scope = { year: numbers.year, filter };
  const place = readPlace(query, numbers, scope);
  return isQueryFault(place) ? place : { scope, place };
}

function readPlace(
  query: GoQuery,
  { page, size }: PageNumbers,
  scope: ListScope,
): PagePlace | CursorPlace | QueryFault {
  if (query.has("cursor")) return readCursorPlace(query, size, scope);
  const text = query.get("as_of")?.[0] ?? "";
  if (text === "") return { page, size, asOf: undefined };
  const asOf = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(asOf)) return { page, size, asOf };
  return {
    message: `invalid as_of: must be a whole number between 0 and ${Number.MAX_SAFE_INTEGER}`,
  };
}

function readCursorPlace(query: GoQuery, size: number, scope: ListScope): CursorPlace | QueryFault {
  const stranger = ["page", "as_of"].find((key) => query.has(key));
  if (stranger !== undefined) return { message: `invalid cursor: goes without ${stranger}` };
  const token = query.get("cursor")?.[0] ?? "";
  if (token === "") return { size, cursor: "newest" };
  const cursor = readCursorToken(scope, token);
  return isQueryFault(cursor) ? cursor : { size, cursor };
}
