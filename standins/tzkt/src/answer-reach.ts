import type { Chain } from "./chain.ts";
import type { Comparison } from "./comparison.ts";
import { readCountFilter, readDelegationQuery, type DelegationQuery } from "./delegation-query.ts";
import { DELEGATIONS_PATH } from "./routes.ts";
import { selectRows } from "./select-rows.ts";

/**
 * The newest level the body of an answer depends on: it stays right whatever happens to the chain
 * above that. Infinity when the next block may already change it.
 */
export function reachOf(chain: Chain, { pathname, searchParams }: URL): number {
  if (pathname === DELEGATIONS_PATH) {
    const read = readDelegationQuery(searchParams);
    // A complaint depends on nothing.
    return "mistakes" in read ? 0 : reachOfPage(chain, read.value);
  }
  if (pathname !== `${DELEGATIONS_PATH}/count`) return Number.POSITIVE_INFINITY;
  const read = readCountFilter(searchParams);
  return "mistakes" in read ? 0 : settledBound(chain, read.value.level);
}

function reachOfPage(chain: Chain, query: DelegationQuery): number {
  const { filter, page } = query;
  const bound = settledBound(chain, filter.level);
  const isAscending = page.sort.column === "id" && !page.sort.isDescending;
  if (bound !== Number.POSITIVE_INFINITY || !isAscending) return bound;
  const view = chain.view();
  const rows = selectRows(view, query);
  // Newer rows come after a page that is full already.
  if (rows.length < page.limit) return bound;
  return rows.reduce((most, row) => Math.max(most, view.table.columns.level[row] ?? most), 0);
}

/** The level the filter ends at, when the chain has come that far. */
function settledBound({ head }: Chain, comparisons: readonly Comparison[]): number {
  const bounds = comparisons.map(upperBound).filter((bound) => bound <= head);
  return Math.min(...bounds, Number.POSITIVE_INFINITY);
}

function upperBound(comparison: Comparison): number {
  if (comparison.mode === "le" || comparison.mode === "eq") return comparison.value;
  return comparison.mode === "lt" ? comparison.value - 1 : Number.POSITIVE_INFINITY;
}
