import { looksLikeOperationHash } from "@holdfast/tezos";

import { type Delegation } from "./delegation.ts";

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
  rows: readonly Delegation[],
  expectation: PageExpectation,
): PageFault | undefined {
  const { limit } = expectation;
  if (rows.length > limit) return { row: limit, reason: `more than the ${limit} rows asked for` };
  let before: Delegation | undefined;
  for (const [row, delegation] of rows.entries()) {
    const reason = orderFault(delegation, before, expectation) ?? rowFault(delegation);
    if (reason !== undefined) return { row, reason };
    before = delegation;
  }
  return undefined;
}

function orderFault(
  row: Delegation,
  before: Delegation | undefined,
  expectation: PageExpectation,
): string | undefined {
  if (row.id <= (before?.id ?? expectation.afterId)) return "the id does not ascend";
  if (row.level > expectation.levelMax) return "the level is beyond what was asked for";
  if (before === undefined) return undefined;
  if (row.level < before.level) return "the level descends";
  if (row.level === before.level) {
    return row.time === before.time ? undefined : "two times for one level";
  }
  return row.time > before.time ? undefined : "a later level is not later in time";
}

function rowFault(row: Delegation): string | undefined {
  if (row.id % ID_UNIT !== 0) return "the id is not a multiple of 2^20";
  if (!looksLikeOperationHash(row.hash)) return "the hash is not an operation hash";
  return undefined;
}
