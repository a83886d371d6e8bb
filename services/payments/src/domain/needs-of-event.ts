import type { LedgerEvent } from "./ledger-event.ts";
import type { Needs } from "./needs-of.ts";

const NOTHING: Needs = { accounts: [], numbers: [], transfers: [], quotes: [] };

/** What has to be known of a ledger before an event can be applied to it. */
export function needsOfEvent(event: LedgerEvent): Needs {
  switch (event.type) {
    case "AccountOpened":
    case "QuoteIssued":
    case "TransferRejected":
      return NOTHING;
    case "AccountFrozen":
    case "AccountUnfrozen":
    case "AccountClosed":
    case "AccountReopened":
    case "LimitsChanged":
      return { ...NOTHING, accounts: [event.account] };
    case "TransferPosted":
    case "TransferHeld":
      return { ...NOTHING, accounts: [event.debitAccount, event.creditAccount] };
    case "HoldPosted":
    case "HoldVoided":
    case "HoldExpired":
    case "TransferReversed":
      return { ...NOTHING, transfers: [event.transfer] };
    case "QuoteUsed":
      return { ...NOTHING, quotes: [event.quote] };
    default:
      return event satisfies never;
  }
}
