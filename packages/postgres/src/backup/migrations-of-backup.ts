import type { MigrationFolder } from "../migrations/migrate.ts";
import type { MigrationFile } from "../migrations/migration-file.ts";
import { planMigrations } from "../migrations/plan-migrations.ts";
import { readMigrations } from "../migrations/read-migrations.ts";
import { SERVICE_SERIES } from "../migrations/service-series.ts";
import { BackupRefused } from "./backup-refused.ts";
import type { AppliedThen } from "./manifest.ts";

/** One migration to apply again. */
export type Replayed = { readonly series: string; readonly file: MigrationFile };

/**
 * The files that make the schema what it was when the backup was taken, in the order in which they were applied then.
 * Later ones are left for `migrate`. Throws `BackupRefused` if one is missing or is not what it was, `MigrationRefused`
 * for folders that are none.
 */
export async function migrationsOfBackup(
  applied: readonly AppliedThen[],
  folders: readonly MigrationFolder[],
): Promise<readonly Replayed[]> {
  const read = folders.map(async ({ directory, series = SERVICE_SERIES }) => {
    const files = planMigrations(await readMigrations(directory), []);
    return files.map((file): [string, MigrationFile] => [keyOf(series, file.number), file]);
  });
  const files = new Map((await Promise.all(read)).flat());
  return applied.map((then) => {
    const file = files.get(keyOf(then.series, then.number));
    if (file === undefined) {
      const detail = `the backup has ${then.name} of ${then.series}, which this version does not know`;
      throw new BackupRefused("migration_unknown", detail);
    }
    if (file.checksum === then.checksum) return { series: then.series, file };
    const detail = `${file.name} of ${then.series} is not what was applied as ${then.name}`;
    throw new BackupRefused("migration_changed", detail);
  });
}

function keyOf(series: string, number: number): string {
  return `${number} ${series}`;
}
