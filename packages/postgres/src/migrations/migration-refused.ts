/** What is wrong with a directory of migrations, or between it and the database. */
export type MigrationRefusedCode =
  | "migration_name_invalid"
  | "migration_number_duplicated"
  | "migration_number_missing"
  | "migration_changed"
  | "migration_out_of_order"
  | "migration_breaking_ahead"
  | "migration_placeholder_unknown";

/** The migrations contradict each other or what the database has applied. Nothing was changed. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
  readonly code: MigrationRefusedCode;

  constructor(code: MigrationRefusedCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
