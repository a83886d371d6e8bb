import type { Client } from "pg";

import { adminSettings } from "../admin-settings.ts";
import { asUnavailable } from "../as-unavailable.ts";
import { atomically } from "../atomically.ts";
import { openClient } from "../open-client.ts";
import { resolveRoles } from "../roles/resolve-roles.ts";
import type { ServiceRoles } from "../roles/service-roles.ts";
import { appliedMigrations } from "./applied-migrations.ts";
import { applyMigration, migrationFailure } from "./apply-migration.ts";
import type { MigrationFile } from "./migration-file.ts";
import { migrationTurn } from "./migration-turn.ts";
import { type AppliedMigration, planMigrations } from "./plan-migrations.ts";
import { prepareSchema } from "./prepare-schema.ts";
import { readMigrations } from "./read-migrations.ts";
import { SERVICE_SERIES } from "./service-series.ts";

/** Files that count for themselves. */
export type MigrationFolder = {
  /** A folder of files named `0001-what-it-does.sql`. */
  readonly directory: URL | string;
  /** Files of another folder count for themselves: the kernel's in a schema of a service. */
  readonly series?: string;
};

/** What to bring up to date, and as whom. */
export type MigrateOptions = MigrationFolder & {
  /** A user that may create the schema and assume the owner role: `DATABASE_ADMIN_URL`. */
  readonly url: string;
  readonly service: string;
  readonly schema: string;
  /** What has to be there before, brought up to date over the same connection: `eventStoreMigrations`. */
  readonly after?: MigrationFolder;
  /** Told the name of each file that has been applied. */
  readonly onApplied?: (name: string) => void;
};

/**
 * Applies the migrations that are missing, each in a transaction of its own, and returns their
 * names. Of several processes one migrates while the others wait. The SQL runs as the owner role of
 * the service, or as the user alone where the server has no such roles. Throws `MigrationRefused`,
 * `MigrationFailed`, `RolesUnusable`, or `DatabaseUnavailable` when the server goes away meanwhile and one may try again;
 * what was applied before that stays.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const folders = options.after === undefined ? [options] : [options.after, options];
  const read = folders.map(async ({ directory, series = SERVICE_SERIES }) => {
    return { series, files: await readMigrations(directory) };
  });
  const all = await Promise.all(read);
  await using client = await openClient(adminSettings(options.url, `${options.service}-migrate`));
  try {
    return await bringForward(client, all, options);
  } catch (error) {
    throw asUnavailable(error, "unknown");
  }
}

type Series = { readonly series: string; readonly files: readonly MigrationFile[] };

async function bringForward(
  client: Client,
  all: readonly Series[],
  options: MigrateOptions,
): Promise<readonly string[]> {
  await takeTurn(client, options.schema);
  const roles = await resolveRoles(client, options.service);
  await atomically(client, () => prepareSchema(client, options.schema, roles));

  const applied: string[] = [];
  for (const { series, files } of all) {
    const session: Session = { client, roles, options, series };
    for (const file of planMigrations(files, await readApplied(session))) {
      await apply(session, file);
      options.onApplied?.(file.name);
      applied.push(file.name);
    }
  }
  return applied;
}

type Session = {
  readonly client: Client;
  readonly roles: ServiceRoles;
  readonly options: MigrateOptions;
  readonly series: string;
};

/** Waits for other migrators of the schema. The lock ends with the connection. */
async function takeTurn(client: Client, schema: string): Promise<void> {
  await client.query(`set lock_timeout = ${TURN_MS_MAX}`);
  await client.query(migrationTurn("pg_advisory_lock", schema));
  await client.query("reset lock_timeout");
}

/** Longer than the migrations of one release should take. */
const TURN_MS_MAX = 600_000;

async function readApplied(session: Session): Promise<readonly AppliedMigration[]> {
  const { client, options, series } = session;
  const { text, values = [] } = appliedMigrations(options.schema, series);
  const { rows } = await client.query<AppliedMigration>({ text, values: [...values] });
  return rows;
}

async function apply(session: Session, file: MigrationFile): Promise<void> {
  const { client, roles, options, series } = session;
  const place = { schema: options.schema, series, roles };
  try {
    await atomically(client, () => applyMigration(client, file, place));
  } catch (error) {
    throw migrationFailure(file, error);
  }
}
