import { applyMigration, migrationFailure } from "../migrations/apply-migration.ts";
import { migrationTurn } from "../migrations/migration-turn.ts";
import { prepareSchema } from "../migrations/prepare-schema.ts";
import { resolveRoles } from "../roles/resolve-roles.ts";
import type { ServiceRoles } from "../roles/service-roles.ts";
import type { SqlSession } from "../sql-session.ts";
import { BackupRefused } from "./backup-refused.ts";
import { COPY_SETTINGS } from "./copy-settings.ts";
import type { Replayed } from "./migrations-of-backup.ts";

/** What to make, and of what. */
export type SchemaPlan = {
  readonly service: string;
  readonly schema: string;
  readonly migrations: readonly Replayed[];
};

/** Whether anything at all is in a schema. */
const IS_FILLED = `
  select exists (select from pg_class where relnamespace = n.oid)
    or exists (select from pg_proc where pronamespace = n.oid)
    or exists (select from pg_type where typnamespace = n.oid) as "isFilled"
  from pg_namespace n where nspname = $1`;

/**
 * Migrates an empty schema, or one that is not there, in the transaction of the session, which goes on as the owner role.
 * Throws `BackupRefused` if it holds anything, migrated tables without rows included.
 */
export async function makeSchema(
  session: SqlSession,
  { service, schema, migrations }: SchemaPlan,
): Promise<ServiceRoles> {
  await session.query({ text: COPY_SETTINGS });
  await session.query(migrationTurn("pg_advisory_xact_lock", schema));
  const found = { text: IS_FILLED, values: [schema] };
  const { rows } = await session.query<{ readonly isFilled: boolean }>(found);
  if (rows[0]?.isFilled === true) {
    throw new BackupRefused("schema_not_empty", `the schema ${schema} is not empty`);
  }
  const roles = await resolveRoles(session, service);
  await prepareSchema(session, schema, roles);
  for (const { series, file } of migrations) {
    try {
      await applyMigration(session, file, { schema, series, roles });
    } catch (error) {
      throw migrationFailure(file, error);
    }
  }
  return roles;
}
