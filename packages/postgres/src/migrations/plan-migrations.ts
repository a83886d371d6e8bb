import type { MigrationFile } from "./migration-file.ts";
import { MigrationRefused } from "./migration-refused.ts";

/** A row of the migration table. */
export type AppliedMigration = Pick<MigrationFile, "number" | "name" | "checksum" | "isBreaking">;

/**
 * What is still to be applied, in order. Refuses files that do not count 1, 2, 3 …, a file that
 * changed after it was applied, a file older than an applied one, and a database that is ahead of
 * the files by a breaking migration. One that is ahead by others is fine: that is how a new version
 * is rolled out beside an old one.
 */
export function planMigrations(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
): readonly MigrationFile[] {
  checkNumbers(files);
  const appliedByNumber = new Map(applied.map((row) => [row.number, row]));
  for (const file of files) checkUnchanged(file, appliedByNumber.get(file.number));
  checkAhead(applied.filter((row) => row.number > files.length));

  const pending = files.filter((file) => !appliedByNumber.has(file.number));
  const last = applied.at(-1);
  const late = pending.find((file) => file.number < (last?.number ?? 0));
  if (late === undefined) return pending;
  throw new MigrationRefused(
    "migration_out_of_order",
    `${late.name} was never applied, but the later ${last?.name} was`,
  );
}

function checkNumbers(files: readonly MigrationFile[]): void {
  for (const [index, file] of files.entries()) {
    if (file.number === index + 1) continue;
    const before = files[index - 1];
    if (file.number === before?.number) {
      throw new MigrationRefused(
        "migration_number_duplicated",
        `${file.name} and ${before.name} have the same number`,
      );
    }
    throw new MigrationRefused(
      "migration_number_missing",
      `${String(index + 1).padStart(4, "0")} is missing before ${file.name}`,
    );
  }
}

function checkUnchanged(file: MigrationFile, row: AppliedMigration | undefined): void {
  if (row === undefined || row.checksum === file.checksum) return;
  throw new MigrationRefused(
    "migration_changed",
    `${file.name} is not what was applied as ${row.name}; write a new migration instead`,
  );
}

function checkAhead(ahead: readonly AppliedMigration[]): void {
  const breaking = ahead.find((row) => row.isBreaking);
  if (breaking === undefined) return;
  throw new MigrationRefused(
    "migration_breaking_ahead",
    `the database has ${breaking.name}, which this version does not know and which breaks it`,
  );
}
