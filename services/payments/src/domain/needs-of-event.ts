import type { LedgerEvent } from "./ledger-event.ts";
import type { Needs } from "./needs-of.ts";

const NOTHING: Needs = { accounts: [], numbers: [], transfers: [], quotes: [] };

/** What has to be known of a ledger before an event can be applied to it. */
export function needsOfEvent(event: LedgerEvent): Needs {
  if ("account" in event) return { ...NOTHING, accounts: [event.account] };
  if ("debitAccount" in event) {
    return { ...NOTHING, accounts: [event.debitAccount, event.creditAccount] };
  }
  // Whatever happens to a transfer after its beginning says by which one.
  if ("by" in event) return { ...NOTHING, transfers: [event.transfer] };
  return "conversion" in event ? { ...NOTHING, quotes: [event.quote] } : NOTHING;
}
