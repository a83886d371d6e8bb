import type { LedgerDoor } from "./ledger-request.ts";
import type { RememberedOutcomes } from "./remembered-outcomes.ts";

/**
 * A door that tells of itself what was asked for a short time ago. Only what was committed is remembered: a refusal is
 * decided anew, and what is not known here goes through the other door.
 */
export function rememberingDoor(door: LedgerDoor, remembered: RememberedOutcomes): LedgerDoor {
  return {
    async execute(request) {
      const { tenant, commandId, fingerprint } = request;
      // What is named by its command alone comes from inside, and is not asked for again within minutes.
      if (fingerprint === undefined) return door.execute(request);
      const command = { tenant, commandId, fingerprint };
      const known = remembered.get(command);
      if (known !== undefined) return known;
      const outcome = await door.execute(request);
      if ("results" in outcome) remembered.put(command, outcome);
      return outcome;
    },
  };
}
