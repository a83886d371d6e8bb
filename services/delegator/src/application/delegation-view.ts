import { type Kind, delegationKind } from "../domain/delegation-kind.ts";
import type { Delegation, Status } from "../domain/delegation.ts";
import { formatUtc } from "../domain/utc-time.ts";

/** A delegation as lists, streams and exports show it; the members stand in this order. */
export type DelegationView = {
  /** The indexer's id: below 2^53, and given to another operation when a reorg takes this one back. */
  readonly id: number;
  readonly level: number;
  /** Block time, UTC. */
  readonly timestamp: string;
  readonly hash: string;
  readonly counter: number;
  /** Only internal operations have one. */
  readonly nonce: number | null;
  readonly delegator: string;
  readonly initiator: string | null;
  /** Mutez, as decimal digits. */
  readonly amount: string;
  readonly prevBaker: string | null;
  readonly newBaker: string | null;
  readonly status: Status;
  /** What it does to the delegator's choice; null when it was not applied. */
  readonly kind: Kind | null;
  /** Whether no reorg can take it back any more. */
  readonly final: boolean;
};

/** Shows a delegation; `finalLevel` is the newest level that will not change. */
export function delegationView(row: Delegation, finalLevel: number): DelegationView {
  return {
    id: row.id,
    level: row.level,
    timestamp: formatUtc(row.time),
    hash: row.hash,
    counter: row.counter,
    nonce: row.nonce === -1 ? null : row.nonce,
    delegator: row.sender,
    initiator: row.initiator,
    amount: String(row.amount),
    prevBaker: row.prevBaker,
    newBaker: row.newBaker,
    status: row.status,
    kind: delegationKind(row),
    final: row.level <= finalLevel,
  };
}
