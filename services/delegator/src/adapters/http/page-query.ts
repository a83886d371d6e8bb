import { FIRST_YEAR } from "../../domain/backfill-plan.ts";
import type { GoQuery } from "./go-query.ts";
import { parseGoUint } from "./go-text.ts";
import { type QueryFault, isQueryFault } from "./query-fault.ts";

const PAGE_SIZE = 50n;
/** The most delegations a page of the original holds. */
const ORIGINAL_SIZE_MAX = 100;
/** The original looks so many years ahead. */
const YEARS_AHEAD = 10;
const PAGE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Which page is asked for, in the original's words. */
export type PageNumbers = {
  /** From 1. */
  readonly page: number;
  readonly size: number;
  /** UTC year, or undefined for the whole history. */
  readonly year: number | undefined;
};

type Parsed = { readonly values: readonly [year: bigint, page: bigint, size: bigint] } | QueryFault;

/** In the original's order: year, page, per_page; the first failure wins. Empty and 0 mean the default. */
function parseAll(query: GoQuery): Parsed {
  const values: bigint[] = [];
  for (const [key, fallback] of [
    ["year", 0n],
    ["page", 1n],
    ["per_page", PAGE_SIZE],
  ] as const) {
    const text = query.get(key)?.[0] ?? "";
    const parsed = text === "" ? { value: 0n } : parseGoUint(text);
    if (parsed.error !== undefined) return { message: `invalid ${key} parameter: ${parsed.error}` };
    values.push(parsed.value === 0n ? fallback : parsed.value);
  }
  const [year = 0n, page = 1n, size = PAGE_SIZE] = values;
  return { values: [year, page, size] };
}

/** Reads `year`, `page` and `per_page` by the original's rules; `currentYear` is the UTC year of today. */
export function readPageQuery(
  query: GoQuery,
  currentYear: number,
  sizeMax = ORIGINAL_SIZE_MAX,
): PageNumbers | QueryFault {
  const parsed = parseAll(query);
  if (isQueryFault(parsed)) return parsed;
  const [year, page, size] = parsed.values;
  if (year !== 0n && (year < FIRST_YEAR || year > currentYear + YEARS_AHEAD)) {
    return { message: "invalid year: year out of valid range" };
  }
  if (size > sizeMax) {
    return {
      message: `invalid per_page: per_page exceeds maximum limit: must be between 1 and ${sizeMax}`,
    };
  }
  // The original multiplies modulo 2^64 and silently serves another page.
  if (page > PAGE_MAX)
    return { message: `invalid page: page exceeds maximum: must be between 1 and ${PAGE_MAX}` };
  return { page: Number(page), size: Number(size), year: year === 0n ? undefined : Number(year) };
}
