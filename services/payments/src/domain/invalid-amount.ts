import { refuse } from "@holdfast/cqrs";

import { AMOUNT_MAX } from "./counters.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";

/** Makes sure that an amount is within 38 digits, and no less than the least one. */
export function invalidAmount(amount: bigint, least: bigint): LedgerRefusal | undefined {
  if (amount > AMOUNT_MAX || amount < -AMOUNT_MAX) {
    return refuse("invalid_amount", "an amount has 38 digits at most");
  }
  return amount < least ? refuse("invalid_amount", `an amount is ${least} at least`) : undefined;
}
