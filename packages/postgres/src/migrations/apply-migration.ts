import { escapeIdentifier } from "pg";

import { asUnavailable } from "../as-unavailable.ts";
import { DatabaseUnavailable } from "../database-unavailable.ts";
import type { ServiceRoles } from "../roles/service-roles.ts";
import type { SqlSession } from "../sql-session.ts";
import { MigrationFailed } from "./migration-failed.ts";
import type { MigrationFile } from "./migration-file.ts";
import { MigrationRefused } from "./migration-refused.ts";
import { renderMigration } from "./render-migration.ts";
import { schemaName } from "./schema-name.ts";

/** Where migrations are applied, and as whom. */
export type MigrationPlace = {
  readonly schema: string;
  readonly series: string;
  readonly roles: ServiceRoles;
};

/** Runs one migration as the owner role and notes it, in the transaction of the session. */
export async function applyMigration(
  session: SqlSession,
  file: MigrationFile,
  { schema, series, roles }: MigrationPlace,
): Promise<void> {
  const sql = renderMigration(file.sql, schema, roles);
  await session.query({ text: `set local role ${escapeIdentifier(roles.owner)}` });
  await session.query({ text: sql });
  await session.query({
    text: `insert into ${schemaName(schema)}.migration
             (series, number, name, checksum, breaking) values ($1, $2, $3, $4, $5)`,
    values: [series, file.number, file.name, file.checksum, file.isBreaking],
  });
}

/** Why a migration was not applied: it was refused, the server is away, or `MigrationFailed`. */
export function migrationFailure(file: MigrationFile, error: unknown): unknown {
  if (error instanceof MigrationRefused) return error;
  const reason = asUnavailable(error, "unknown");
  return reason instanceof DatabaseUnavailable ? reason : new MigrationFailed(file.name, error);
}
