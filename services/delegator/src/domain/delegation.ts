/** How an operation ended. Failed ones are part of the history too: the upstream total counts them. */
export const STATUSES = ["applied", "failed", "backtracked", "skipped"] as const;
export type Status = (typeof STATUSES)[number];

/** One delegation operation of the chain. Numbers are safe integers; amounts are mutez (1/1,000,000 tez). */
export type Delegation = {
  /** The indexer's id, a multiple of 2^20 that grows with the position on the chain. */
  readonly id: number;
  readonly level: number;
  /** Block time in seconds since 1970, UTC. */
  readonly time: number;
  /** UTC year of the block. */
  readonly year: number;
  readonly hash: string;
  readonly counter: number;
  /** Position among the internal operations of one parent; -1 for a top-level operation. */
  readonly nonce: number;
  /** The delegator: the account whose stake moves. */
  readonly sender: string;
  /** The contract's caller, for internal operations only. */
  readonly initiator: string | null;
  /** The sender's balance at that moment. */
  readonly amount: number;
  readonly prevBaker: string | null;
  /** Absent when the delegator withdraws its delegation. */
  readonly newBaker: string | null;
  readonly status: Status;
};
