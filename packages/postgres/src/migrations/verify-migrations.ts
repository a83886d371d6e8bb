import type { Database } from "../database.ts";
import { sqlState } from "../sql-state.ts";
import { appliedMigrations } from "./applied-migrations.ts";
import { MigrationsPending } from "./migrations-pending.ts";
import { type AppliedMigration, planMigrations } from "./plan-migrations.ts";
import { readMigrations } from "./read-migrations.ts";
import { SERVICE_SERIES } from "./service-series.ts";

/** What the database is compared with. */
export type VerifyOptions = {
  readonly service: string;
  readonly schema: string;
  readonly directory: URL | string;
  readonly series?: string;
};

/**
 * Checks, before a service starts, that the database is what its code was written for. Throws
 * `MigrationsPending` with the command to run, or `MigrationRefused` when a file was changed or the
 * database is ahead by a breaking migration; one that is ahead by others is accepted.
 */
export async function verifyMigrations(database: Database, options: VerifyOptions): Promise<void> {
  const files = await readMigrations(options.directory);
  const pending = planMigrations(files, await readApplied(database, options));
  if (pending.length === 0) return;
  const names = pending.map((file) => file.name);
  throw new MigrationsPending(names, `npm run migrate -w services/${options.service}`);
}

async function readApplied(
  database: Database,
  { schema, series = SERVICE_SERIES }: VerifyOptions,
): Promise<readonly AppliedMigration[]> {
  try {
    const { rows } = await database.read<AppliedMigration>(appliedMigrations(schema, series));
    return rows;
  } catch (error) {
    if (NEVER_MIGRATED.has(sqlState(error) ?? "")) return [];
    throw error;
  }
}

/** No such table, no such schema. */
const NEVER_MIGRATED: ReadonlySet<string> = new Set(["42P01", "3F000"]);
