import { isAppendRefusal } from "@holdfast/cqrs/event-store";

import type { RecallCommand } from "../../application/ledger-request.ts";
import type { LedgerPlace } from "./ledger-place.ts";
import { outcomesOf } from "./outcomes-of.ts";

/** Looks commands up in the memory of the log. */
export function recallCommand(place: LedgerPlace): RecallCommand {
  return async ({ tenant, ...command }) => {
    const [found] = await place.store.findCommands(tenant, [command]);
    if (found === undefined) return undefined;
    if (isAppendRefusal(found)) return { status: "key_reused" };
    const known = [{ is: "known", answer: found }] as const;
    const [[outcome] = []] = await outcomesOf(place, [{ tenant, come: known }]);
    return outcome?.status === "refused" ? undefined : outcome;
  };
}
