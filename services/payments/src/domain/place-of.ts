import { exactly, type Expectation } from "@holdfast/cqrs/event-store";

import { isFxEvent } from "./fx/fx-event.ts";
import type { LedgerEvent, TransferEvent } from "./ledger-event.ts";
import type { LedgerView } from "./ledger-view.ts";

/** The stream an event belongs to, and what that must be like before. */
export type Place = { readonly streamId: string; readonly expect: Expectation };

/** Where an event is told, in view of the ledger before it. */
export function placeOf(event: LedgerEvent, before: LedgerView): Place {
  if ("account" in event) {
    const version = before.account(event.account)?.settingsVersion;
    const expect = version === undefined ? "absent" : exactly(version);
    return { streamId: `account-${event.account}`, expect };
  }
  if (isFxEvent(event)) {
    const expect = event.type === "QuoteIssued" ? "absent" : exactly(1);
    return { streamId: `quote-${event.quote}`, expect };
  }
  return { streamId: `transfer-${event.transfer}`, expect: expectedOf(event.type) };
}

function expectedOf(type: TransferEvent["type"]): Expectation {
  switch (type) {
    case "TransferPosted":
    case "TransferHeld":
    case "TransferRejected":
      return "absent";
    case "HoldPosted":
    case "HoldVoided":
    case "HoldExpired":
      // Held, and nothing since: a hold ends once.
      return exactly(1);
    case "TransferReversed":
      return "any";
    default:
      return type satisfies never;
  }
}
