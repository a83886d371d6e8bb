import type { CursorPlace, ListRequest, PagePlace } from "../../application/list-request.ts";
import type { ListScope } from "../../domain/list-scope.ts";
import { readAsOf } from "./as-of-query.ts";
import { readCursorToken } from "./cursor-token.ts";
import { readFilter } from "./filter-query.ts";
import type { GoQuery } from "./go-query.ts";
import { type PageNumbers, readPageQuery } from "./page-query.ts";
import { type QueryFault, isQueryFault } from "./query-fault.ts";

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
  const pin = readAsOf(query);
  return isQueryFault(pin) ? pin : { page, size, ...pin };
}

function readCursorPlace(query: GoQuery, size: number, scope: ListScope): CursorPlace | QueryFault {
  const stranger = ["page", "as_of"].find((key) => query.has(key));
  if (stranger !== undefined) return { message: `invalid cursor: goes without ${stranger}` };
  const token = query.get("cursor")?.[0] ?? "";
  if (token === "") return { size, cursor: "newest" };
  const cursor = readCursorToken(scope, token);
  return isQueryFault(cursor) ? cursor : { size, cursor };
}
