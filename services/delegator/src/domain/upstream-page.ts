import { cell, type DelegationColumns, type DelegationPage } from "./delegation-page.ts";

/** Ids are the operation counter shifted by this many bits (TzKT, `AppState.SubIdBits`). */
const ID_UNIT = 2 ** 20;

/** What the asker knows about the page before it arrives. */
export type PageExpectation = {
  /** Every id is greater than this one. */
  readonly afterId: number;
  /** Every level is at most this one. */
  readonly levelMax: number;
  /** No more rows than were asked for. */
  readonly limit: number;
};

/** Why a page is not to be believed; it is thrown away whole and asked for again. */
export type PageFault = { readonly row: number; readonly reason: string };

/** The first violation of what the chain guarantees, or undefined for a sound page in ascending order. */
export function pageFault(
  page: DelegationPage,
  expectation: PageExpectation,
): PageFault | undefined {
  const { limit } = expectation;
  if (page.length > limit) return { row: limit, reason: `more than the ${limit} rows asked for` };
  for (let row = 0; row < page.length; row += 1) {
    const reason = orderFault(page.columns, row, expectation);
    if (reason !== undefined) return { row, reason };
  }
  return undefined;
}

function orderFault(
  columns: DelegationColumns,
  row: number,
  { afterId, levelMax }: PageExpectation,
): string | undefined {
  const id = cell(columns.id, row);
  const isFirst = row === 0;
  if (id <= (isFirst ? afterId : cell(columns.id, row - 1))) return "the id does not ascend";
  if (cell(columns.level, row) > levelMax) return "the level is beyond what was asked for";
  if (id % ID_UNIT !== 0) return "the id is not a multiple of 2^20";
  return isFirst ? undefined : blockFault(columns, row);
}

/** Rows of one block have its time, and a later block is later. */
function blockFault({ level, time }: DelegationColumns, row: number): string | undefined {
  const levels = cell(level, row) - cell(level, row - 1);
  const seconds = cell(time, row) - cell(time, row - 1);
  if (levels < 0) return "the level descends";
  if (levels === 0) return seconds === 0 ? undefined : "two times for one level";
  return seconds > 0 ? undefined : "a later level is not later in time";
}
