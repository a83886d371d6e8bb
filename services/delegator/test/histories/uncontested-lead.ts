import type { Database } from "@holdfast/postgres";

import type { Leadership } from "../../src/application/leadership.ts";

type EpochRow = { readonly leader_epoch: bigint };

/** Takes the lead at once, as if every lease had run out; each term has an epoch of its own, as always. */
export function uncontestedLead(database: Database): { readonly leadership: Leadership } {
  const acquire: Leadership["acquire"] = async () => {
    const { rows } = await database.query<EpochRow>({
      text: "update delegator.sync set leader_epoch = leader_epoch + 1 returning leader_epoch",
    });
    return {
      epoch: rows[0]?.leader_epoch ?? 0n,
      lost: new AbortController().signal,
      [Symbol.asyncDispose]: async () => undefined,
    };
  };
  return { leadership: { acquire } };
}
