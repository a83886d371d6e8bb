import type { Database } from "@holdfast/postgres";

import type { OutcomeCursor } from "../../application/payment-ports.ts";

/** Whoever reads has that long for a page, and is taken for dead afterwards. */
const LEASE_MS = 30_000;

type Taken = { readonly position: string | null };

/** The cursor of the rail's feed, kept beside the log; `owner` is a name that nobody else has. */
export function outcomeCursor({
  systemDatabase,
  schema,
  owner,
}: {
  readonly systemDatabase: Database;
  readonly schema: string;
  readonly owner: string;
}): OutcomeCursor {
  return {
    async take() {
      const { rows } = await systemDatabase.query<Taken>({
        name: "take_outcomes",
        text: `update ${schema}.rail_feed
               set owner = $1, lease_until = clock_timestamp() + $2 * interval '1 millisecond'
               where owner is null or owner = $1 or lease_until < clock_timestamp() returning position`,
        values: [owner, LEASE_MS],
      });
      const [taken] = rows;
      return taken && { cursor: taken.position ?? undefined };
    },
    async move(cursor) {
      const { rowCount } = await systemDatabase.query({
        name: "move_outcomes",
        text: `update ${schema}.rail_feed set position = $2 where owner = $1`,
        values: [owner, cursor],
      });
      return rowCount > 0;
    },
  };
}
