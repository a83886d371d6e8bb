import type { Account } from "./account.ts";
import type { Counters, Side } from "./counters.ts";

/** What an account holds, seen from its normal side; in minor units. */
export type Balances = {
  readonly posted: bigint;
  /** What can be moved away: posted, less what is held for moving away. */
  readonly available: bigint;
  /** What will be posted once all holds are. */
  readonly pending: bigint;
};

/** Reads the three balances off the counters. */
export function balancesOf(normalSide: Side, counters: Counters): Balances {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = counters;
  if (normalSide === "credit") {
    const posted = creditsPosted - debitsPosted;
    return {
      posted,
      available: posted - debitsPending,
      pending: posted + creditsPending - debitsPending,
    };
  }
  const posted = debitsPosted - creditsPosted;
  return {
    posted,
    available: posted - creditsPending,
    pending: posted + debitsPending - creditsPending,
  };
}

/** How much may be moved on one side of an account until nothing is left on it, within what it may do. */
export function roomToBalance(account: Account, side: Side): bigint {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = account.counters;
  const left =
    side === "debit"
      ? creditsPosted - debitsPending - debitsPosted
      : debitsPosted - creditsPending - creditsPosted;
  const room = roomOn(account, side) ?? left;
  return room < left ? room : left;
}

/** How much more may be moved on one side of an account; undefined where nothing limits it. */
export function roomOn(account: Account, side: Side): bigint | undefined {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = account.counters;
  if (account.limit === "debits_must_not_exceed_credits" && side === "debit") {
    return creditsPosted - account.minAvailable - debitsPending - debitsPosted;
  }
  if (account.limit === "credits_must_not_exceed_debits" && side === "credit") {
    return debitsPosted - account.minAvailable - creditsPending - creditsPosted;
  }
  return undefined;
}
