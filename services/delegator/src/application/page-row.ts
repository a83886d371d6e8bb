import type { Delegation } from "../domain/delegation.ts";
import { formatUtc } from "../domain/utc-time.ts";
import type { PageRow } from "./delegation-pages.ts";

/** A delegation as the original shows it. */
export function pageRow({ time, amount, sender, level }: Delegation): PageRow {
  return {
    timestamp: formatUtc(time),
    amount: String(amount),
    delegator: sender,
    level: String(level),
  };
}
