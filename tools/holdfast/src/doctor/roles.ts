import { tenancyFindings } from "@holdfast/postgres";

import type { LogPlace } from "../log/log-place.ts";
import type { Check } from "./check.ts";

/** Whether row-level security binds what requests run as. */
export const roles: Check = {
  name: "roles",
  async look({ place }) {
    const app = await appRole(place);
    const found = await tenancyFindings(place.database, { schema: place.schema, roles: [app] });
    const findings = found.map(({ code, subject, problem, remedy }) => ({
      problem: `${subject} ${problem} (${code})`,
      remedy,
    }));
    if (findings.length === 0) return { summary: `${app} sees one tenant at a time`, findings };
    return { summary: `tenants are not kept apart from ${app}`, findings };
  },
};

/** The four roles of a service are named after it; one plain user is everybody. */
async function appRole({ database, schema }: LogPlace): Promise<string> {
  const text = "select nspowner::regrole::text as owner from pg_namespace where nspname = $1";
  const { rows } = await database.read<{ owner: string }>({ text, values: [schema] });
  return (rows[0]?.owner ?? "").replace(/_owner$/u, "_app").replaceAll('"', "");
}
