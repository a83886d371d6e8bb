import type { Truth } from "@holdfast/standin-tzkt";

import { type DelegationView, delegationView } from "../src/application/delegation-view.ts";
import { type DelegationFilter, matchesFilter } from "../src/domain/delegation-filter.ts";
import type { Delegation } from "../src/domain/delegation.ts";
import { parseUtc } from "../src/domain/utc-time.ts";

/** The rows of the truth, newest first. */
export function trueDelegations(truth: Truth): readonly Delegation[] {
  const rows = Array.from(truth.records(), (record) => ({
    id: record.id,
    level: record.level,
    time: parseUtc(record.timestamp) ?? NaN,
    year: Number(record.timestamp.slice(0, 4)),
    hash: record.hash,
    counter: record.counter,
    nonce: record.nonce ?? -1,
    sender: record.sender.address,
    initiator: record.initiator?.address ?? null,
    amount: record.amount,
    prevBaker: record.prevDelegate?.address ?? null,
    newBaker: record.newDelegate?.address ?? null,
    status: record.status,
  }));
  return rows.toReversed();
}

/** What a list of the rows must show, newest first. */
export function viewsOf(
  rows: readonly Delegation[],
  list: { readonly filter: DelegationFilter; readonly year?: number; readonly final: number },
): readonly DelegationView[] {
  const { filter, year, final } = list;
  return rows
    .filter((row) => matchesFilter(filter, row, final) && (year === undefined || row.year === year))
    .map((row) => delegationView(row, final));
}
