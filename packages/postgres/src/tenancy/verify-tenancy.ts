import type { Database } from "../database.ts";
import { serviceRoles } from "../roles/service-roles.ts";
import { tenancyFindings } from "./tenancy-findings.ts";
import { TenancyUnsafe } from "./tenancy-unsafe.ts";

/** Whose database it is. */
export type TenancyOptions = { readonly service: string; readonly schema: string };

/**
 * Checks, before a service takes requests, that row-level security binds them: judged are the present role of
 * `database` and the service's app role. Throws `TenancyUnsafe` with everything that was found and what to do about it.
 */
export async function verifyTenancy(database: Database, options: TenancyOptions): Promise<void> {
  const { service, schema } = options;
  const text = "select current_user::text as me";
  const { rows } = await database.read<{ me: string }>({ text });
  const { app, kernel } = serviceRoles(service);
  const roles = new Set([...rows.map(({ me }) => me), app]);
  const findings = await tenancyFindings(database, { schema, roles: [...roles], kernel });
  if (findings.length > 0) throw new TenancyUnsafe(schema, findings);
}
