import type { Database } from "@holdfast/postgres";

import type { RingBellsParts } from "../../application/ring-bells.ts";

/** Positions that are looked at in one step. */
const STEP = 10_000;

/** Looks whose part of the log has grown, as the `system` role; what has happened is not read. */
export function grownTenants(
  systemDatabase: Database,
  schema: string,
): Pick<RingBellsParts, "grown" | "head"> {
  return {
    async head() {
      const text = `select position from ${schema}.log_head`;
      const { rows } = await systemDatabase.read<{ position: bigint }>({ name: "log_head", text });
      return rows[0]?.position ?? 0n;
    },
    async grown(after) {
      const { rows } = await systemDatabase.read<{ tenant: string; up_to: bigint }>({
        name: "grown_tenants",
        text: `select tenant_id as tenant, max(position) as up_to from ${schema}.events
          where position > $1 and position <= $1 + ${STEP} group by tenant_id`,
        values: [after],
      });
      const upTo = rows.reduce((last, { up_to }) => (up_to > last ? up_to : last), after);
      const isMore = upTo - after >= BigInt(STEP);
      return { tenants: rows.map(({ tenant }) => tenant), upTo, isMore };
    },
  };
}
