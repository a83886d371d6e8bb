import { isRefusal } from "@holdfast/cqrs";

import { decideLimits, decideOpening, decideStatus } from "./decide-account.ts";
import { decideTransfers, type ItemResult } from "./decide-transfers.ts";
import { decideConversion, decideExpiry, decideQuote } from "./fx/decide-fx.ts";
import type { LedgerCommand } from "./ledger-command.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";

/** What a command comes to: events, a no, or both where an attempt is used up. */
export type Execution = {
  readonly events: readonly LedgerEvent[];
  /** Why it is refused as a whole. */
  readonly refusal?: LedgerRefusal;
  /** Of transfers, in their order. */
  readonly results: readonly ItemResult[];
};

/** Decides a command. Of a batch, transfers are refused one by one in the results; alone or all together it is a no. */
export function execute(view: LedgerView, command: LedgerCommand, now: string): Execution {
  if (command.type === "PostTransfers") {
    const { events, results } = decideTransfers(view, command, now);
    const isOne = command.isAtomic || (command.batch === undefined && results.length === 1);
    const refusal = isOne ? causeOf(results) : undefined;
    return { events, results, ...(refusal !== undefined && { refusal }) };
  }
  if (command.type === "Convert") {
    const decided = decideConversion(view, command, now);
    return "sentence" in decided ? { events: [], results: [], refusal: decided } : decided;
  }
  const decided = decideOther(view, command, now);
  return isRefusal(decided)
    ? { events: [], results: [], refusal: decided }
    : { events: decided, results: [] };
}

function decideOther(
  view: LedgerView,
  command: Exclude<LedgerCommand, { type: "PostTransfers" | "Convert" }>,
  now: string,
): readonly LedgerEvent[] | LedgerRefusal {
  switch (command.type) {
    case "OpenAccount":
      return decideOpening(view, command, now);
    case "FreezeAccount":
    case "UnfreezeAccount":
    case "CloseAccount":
    case "ReopenAccount":
      return decideStatus(view, command, now);
    case "ChangeLimits":
      return decideLimits(view, command, now);
    case "IssueQuote":
      return decideQuote(view, command, now);
    case "ExpireQuote":
      return decideExpiry(view, command, now);
    default:
      return command satisfies never;
  }
}

/** The no that the others follow from. */
export function causeOf(results: readonly ItemResult[]): LedgerRefusal | undefined {
  const refusals = results.flatMap((each) => (each.status === "refused" ? [each.refusal] : []));
  return refusals.find(({ code }) => code !== "linked_event_failed") ?? refusals[0];
}
