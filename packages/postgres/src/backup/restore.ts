import { escapeIdentifier } from "pg";

import type { MigrationFolder } from "../migrations/migrate.ts";
import { schemaName } from "../migrations/schema-name.ts";
import { openDatabase } from "../open-database.ts";
import { serviceRoles } from "../roles/service-roles.ts";
import type { SqlSession } from "../sql-session.ts";
import type { Transaction } from "../transaction.ts";
import { checkLog } from "./check-log.ts";
import { checkShape } from "./check-shape.ts";
import { loadRows } from "./load-rows.ts";
import { hasSubscriptions } from "./log-tables.ts";
import { loosen } from "./loosen.ts";
import { makeSchema } from "./make-schema.ts";
import type { Manifest, SavedSequence } from "./manifest.ts";
import { migrationsOfBackup, type Replayed } from "./migrations-of-backup.ts";
import type { OnBackupProgress } from "./progress.ts";
import { restoreViews } from "./restore-views.ts";
import { readShape } from "./schema-shape.ts";
import { settledTransaction } from "./settled-transaction.ts";
import { tighten } from "./tighten.ts";
import { verifyBackup } from "./verify-backup.ts";
import { whatIsKept } from "./what-is-kept.ts";

/** Which backup, and where to. */
export type RestoreOptions = {
  /** A user that may create the schema and assume the owner role: `DATABASE_ADMIN_URL`. */
  readonly url: string;
  /** Of the backup. */
  readonly directory: string;
  /** The files of the service and of what comes before it: `[eventStoreMigrations, { directory }]`. */
  readonly migrations: readonly MigrationFolder[];
  /** Whose roles; those of the service that was backed up if left out. */
  readonly service?: string;
  /** The name of the schema; the one it had if left out. */
  readonly schema?: string;
  /** Tables that are not loaded: caches, and such as no migration makes. */
  readonly leaveOut?: readonly string[];
  readonly onProgress?: OnBackupProgress;
  readonly signal?: AbortSignal;
};

/**
 * Makes a schema what it was when the backup was taken, in one transaction: all of it, or nothing when the backup is not
 * whole, the schema is not empty, or the process dies. Positions, commands and checkpoints are kept; leases are released,
 * and what held one is fenced off. Returns the manifest. Throws `BackupRefused`, `MigrationRefused`, `MigrationFailed`,
 * `RolesUnusable`, PostgreSQL's own error for rows that the schema does not accept, the reason of the signal, or
 * `DatabaseUnavailable`: with `outcome: "unknown"` look whether the schema is there.
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const { url, directory, signal } = options;
  const whole = await verifyBackup(directory, options);
  const manifest = withoutLeftOut(whole, options.leaveOut ?? []);
  const { service = manifest.service } = options;
  const schema = schemaName(options.schema ?? manifest.schema);
  const migrations = await migrationsOfBackup(manifest.migrations, options.migrations);
  // Before anything is asked of the server: a name that is none is the caller's mistake.
  serviceRoles(service);
  await using database = openDatabase({ url, applicationName: `${service}-restore`, max: 1 });
  const place = { service, schema, migrations };
  await settledTransaction(database, (tx) => fill(tx, manifest, { ...options, ...place }), {
    ...(signal !== undefined && { signal }),
  });
  return whole;
}

function withoutLeftOut(manifest: Manifest, leaveOut: readonly string[]): Manifest {
  const kept = new Set(whatIsKept(manifest, leaveOut).map(({ name }) => name));
  const tables = manifest.tables.filter(({ name }) => kept.has(name));
  return { ...manifest, tables, leftOut: [...manifest.leftOut, ...leaveOut] };
}

type Place = {
  readonly service: string;
  readonly schema: string;
  readonly migrations: readonly Replayed[];
};

async function fill(
  tx: Transaction,
  manifest: Manifest,
  { schema, onProgress, ...options }: Omit<RestoreOptions, keyof Place> & Place,
): Promise<void> {
  onProgress?.({ step: "migrating" });
  const roles = await makeSchema(tx, { ...options, schema });
  const shape = await readShape(tx, schema);
  checkShape(manifest, shape);
  const loosened = await loosen(tx, schema, shape.foreignKeys);
  await loadRows(tx, manifest.tables, { ...options, onProgress });
  onProgress?.({ step: "building" });
  await tighten(tx, manifest, { shape, loosened });
  await restoreViews(tx, manifest, { found: shape.views, roles });
  for (const sequence of manifest.sequences) await setSequence(tx, sequence);
  if (hasSubscriptions(shape)) await tx.query({ text: RELEASE_LEASES });
  onProgress?.({ step: "checking" });
  if (manifest.log !== null) await checkLog(tx, manifest.log);
  for (const { name } of manifest.tables) {
    await tx.query({ text: `analyze ${escapeIdentifier(name)}` });
  }
  onProgress?.({ step: "finishing" });
}

/** An owner from before the backup that still runs somewhere holds an epoch that is over. */
const RELEASE_LEASES =
  "update subscriptions set owner = null, lease_until = '-infinity', epoch = epoch + 1";

async function setSequence(
  session: SqlSession,
  { name, value, isCalled }: SavedSequence,
): Promise<void> {
  const values = [escapeIdentifier(name), value, isCalled];
  await session.query({ text: "select setval($1::regclass, $2::int8, $3)", values });
}
