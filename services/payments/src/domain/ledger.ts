import type { Decider } from "@holdfast/cqrs";

import { causeOf, execute } from "./execute.ts";
import type { LedgerCommand } from "./ledger-command.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import { LedgerState } from "./ledger-state.ts";

/** The time of the decision, RFC 3339 in UTC with milliseconds. */
export type LedgerContext = { readonly now: string };

/**
 * The rules of a ledger. Money is only moved, from one account to another, and never made. Of several transfers that are
 * refused one by one, the others happen; if none does, the first no is the answer. Whoever wants to know what became of
 * each asks `execute`.
 */
export const ledger: Decider<
  LedgerCommand,
  LedgerState,
  LedgerEvent,
  LedgerRefusal,
  LedgerContext
> = {
  initialState: () => new LedgerState(),
  decide(command, state, { now }) {
    const { events, refusal, results } = execute(state, command, now);
    return events.length > 0 ? events : (refusal ?? causeOf(results) ?? events);
  },
  evolve: (state, event) => state.after(event),
};
