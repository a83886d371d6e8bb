import type { Delegation } from "../domain/delegation.ts";
import { formatUtc } from "../domain/utc-time.ts";
import type { PageRow } from "./delegation-pages.ts";
import type { Provisional } from "./list-delegations.ts";
import type { Opening } from "./opening.ts";

/** A delegation as the original shows it. */
export function pageRow({ time, amount, sender, level }: Delegation): PageRow {
  return {
    timestamp: formatUtc(time),
    amount: String(amount),
    delegator: sender,
    level: String(level),
  };
}

/** The newest page as clients see it. */
export function provisionalOf({ rows, headLevel, finalLevel }: Opening): Provisional {
  return { rows: rows.toReversed().map(pageRow), head: headLevel, final: finalLevel };
}
