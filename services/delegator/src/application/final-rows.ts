import type { DelegationView } from "./delegation-view.ts";

/** Part of the delegations that one change made final. */
type FinalBatch = {
  /** Above this level … */
  readonly after: number;
  /** … up to this one. */
  readonly level: number;
  /** How many of them, from the oldest, are left out. */
  readonly skip: number;
  readonly limit: number;
};

/** Reads them, oldest first. They never change, so it does not matter when. */
export type FinalRows = (batch: FinalBatch) => Promise<readonly DelegationView[]>;
