import { type DelegationFilter, matchesFilter } from "../domain/delegation-filter.ts";
import type { Delegation } from "../domain/delegation.ts";
import { parseUtc, yearOf } from "../domain/utc-time.ts";
import type { DelegationView } from "./delegation-view.ts";

function delegationOf(view: DelegationView): Delegation {
  const time = parseUtc(view.timestamp) ?? NaN;
  return {
    id: view.id,
    level: view.level,
    time,
    year: yearOf(time),
    hash: view.hash,
    counter: view.counter,
    nonce: view.nonce ?? -1,
    sender: view.delegator,
    initiator: view.initiator,
    amount: Number(view.amount),
    prevBaker: view.prevBaker,
    newBaker: view.newBaker,
    status: view.status,
  };
}

/** Whether a delegation that is shown already passes the filter. */
export function matchesView(filter: DelegationFilter, view: DelegationView): boolean {
  return matchesFilter(filter, delegationOf(view), view.final ? view.level : -1);
}
