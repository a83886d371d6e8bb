import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";

/** Puts cents into an account, or takes them out. */
export type Move = { readonly type: "Move"; readonly cents: number };

/** It happened. */
export type Moved = { readonly type: "Moved"; readonly cents: number };

/** It does not happen. */
export type Overdrawn = Refusal<"insufficient_funds">;

/** An account that is never overdrawn. */
export const account: Decider<Move, number, Moved, Overdrawn> = {
  initialState: () => 0,
  decide({ cents }, balance) {
    if (balance + cents < 0) return refuse("insufficient_funds", "the account would be overdrawn");
    return [{ type: "Moved", cents }];
  },
  evolve: (balance, { cents }) => balance + cents,
};

/** The types of its events, with their schema version. */
export const ACCOUNT_VERSIONS = { Moved: 1 };
