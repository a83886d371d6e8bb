import { candidateRows, matchingRows, type CandidateRows } from "./candidate-rows.ts";
import type { ChainView } from "./chain.ts";
import type { Comparison } from "./comparison.ts";
import type { DelegationFilter, DelegationQuery } from "./delegation-query.ts";
import type { PageParameters } from "./page-parameters.ts";

/** The rows a query asks for, in the order asked for. */
export function selectRows(view: ChainView, { filter, page }: DelegationQuery): readonly number[] {
  const candidates = candidateRows(view, withCursor(filter, page));
  const { column } = page.sort;
  const isStored = column === "id" || (column === "level" && view.isOrdered);
  return isStored ? inStoredOrder(candidates, page) : inSortedOrder(candidates, page, view);
}

/** The cursor is one more condition, on the column sorted by. */
function withCursor(filter: DelegationFilter, { sort, cursor }: PageParameters): DelegationFilter {
  if (cursor === undefined) return filter;
  const beyond: Comparison = { mode: sort.isDescending ? "lt" : "gt", value: cursor };
  return { ...filter, [sort.column]: [...filter[sort.column], beyond] };
}

function inStoredOrder(candidates: CandidateRows, page: PageParameters): readonly number[] {
  const { start, end } = candidates;
  const rows: number[] = [];
  const step = page.sort.isDescending ? -1 : 1;
  let toSkip = page.skip;
  let row = page.sort.isDescending ? end - 1 : start;
  if (candidates.tests.length === 0) {
    row += step * toSkip;
    toSkip = 0;
  }
  for (; row >= start && row < end && rows.length < page.limit; row += step) {
    if (!candidates.tests.every((test) => test(row))) continue;
    if (toSkip > 0) toSkip -= 1;
    else rows.push(row);
  }
  return rows;
}

/** Ties follow the id, in the direction of the sort. */
function inSortedOrder(
  candidates: CandidateRows,
  { sort, skip, limit }: PageParameters,
  { table }: ChainView,
): readonly number[] {
  const values = table.columns[sort.column];
  const rows = matchingRows(candidates);
  rows.sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0) || one - other);
  if (sort.isDescending) rows.reverse();
  return rows.slice(skip, skip + limit);
}
