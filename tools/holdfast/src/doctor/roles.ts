import { tenancyFindings } from "@holdfast/postgres";

import type { LogPlace } from "../log/log-place.ts";
import type { Check } from "./check.ts";

/** Whether row-level security binds what requests run as. */
export const roles: Check = {
  name: "roles",
  async look({ place }) {
    const { app, kernel } = await rolesOf(place);
    const scope = { schema: place.schema, roles: [app], kernel };
    const found = await tenancyFindings(place.database, scope);
    const findings = found.map(({ code, subject, problem, remedy }) => ({
      problem: `${subject} ${problem} (${code})`,
      remedy,
    }));
    if (findings.length === 0) return { summary: `${app} sees one tenant at a time`, findings };
    return { summary: `tenants are not kept apart from ${app}`, findings };
  },
};

/** The four roles of a service are named after it; one plain user is everybody. */
async function rolesOf({ database, schema }: LogPlace) {
  const text = "select nspowner::regrole::text as owner from pg_namespace where nspname = $1";
  const { rows } = await database.read<{ owner: string }>({ text, values: [schema] });
  const owner = (rows[0]?.owner ?? "").replaceAll('"', "");
  const named = (kind: string): string => owner.replace(/_owner$/u, `_${kind}`);
  return { app: named("app"), kernel: named("kernel") };
}
