import { type Truth } from "@holdfast/standin-tzkt";

import { type DelegationView } from "../src/application/delegation-view.ts";
import { type Kind, delegationKind } from "../src/domain/delegation-kind.ts";

/** The rich object of every delegation, oldest first, from the chain itself. */
export function viewsOf(truth: Truth, finalLevel: number): readonly DelegationView[] {
  return Array.from(truth.records(), (record) => {
    const accounts = {
      delegator: record.sender.address,
      prevBaker: record.prevDelegate?.address ?? null,
      newBaker: record.newDelegate?.address ?? null,
    };
    return {
      id: record.id,
      level: record.level,
      timestamp: record.timestamp,
      hash: record.hash,
      counter: record.counter,
      nonce: record.nonce ?? null,
      delegator: accounts.delegator,
      initiator: record.initiator?.address ?? null,
      amount: String(record.amount),
      prevBaker: accounts.prevBaker,
      newBaker: accounts.newBaker,
      status: record.status,
      kind: kindOf(record.status, accounts),
      final: record.level <= finalLevel,
    };
  });
}

function kindOf(
  status: DelegationView["status"],
  accounts: Pick<DelegationView, "delegator" | "prevBaker" | "newBaker">,
): Kind | null {
  const { delegator: sender, prevBaker, newBaker } = accounts;
  return delegationKind({ sender, prevBaker, newBaker, status });
}
