/** What stands against a backup or a restore. */
export type BackupRefusedCode =
  // Backing up.
  | "backup_exists"
  | "schema_unknown"
  | "schema_unsupported"
  | "schema_busy"
  | "table_not_readable"
  | "rows_hidden"
  | "rows_differ"
  | "may_not_be_left_out"
  | "backup_not_written"
  // Checking a backup.
  | "backup_not_found"
  | "backup_format_unknown"
  | "manifest_changed"
  | "file_missing"
  | "file_truncated"
  | "file_changed"
  // Restoring.
  | "schema_not_empty"
  | "migration_unknown"
  | "migration_changed"
  | "schema_differs"
  | "log_differs"
  | "checkpoint_differs";

/** A backup or a restore was refused, and nothing was left behind; `advice` says what to do about it. */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
  readonly code: BackupRefusedCode;
  readonly advice: string;

  constructor(code: BackupRefusedCode, detail: string, options?: ErrorOptions) {
    super(`${detail}: ${ADVICE[code]}`, options);
    this.code = code;
    this.advice = ADVICE[code];
  }
}

const ADVICE: Readonly<Record<BackupRefusedCode, string>> = {
  backup_exists: "name a directory that does not exist yet",
  schema_unknown: "name the schema of a service that has been migrated in this database",
  schema_unsupported: "take a dump of the whole database with pg_dump instead",
  schema_busy: "try again when no migration runs and no table is being replaced",
  table_not_readable:
    "back up as the owner, as a superuser, or as a role with pg_read_all_data and bypassrls",
  rows_hidden: "row-level security hides rows from this role: take one with bypassrls",
  rows_differ: "keep the log of this run, try again, and report it if it happens again",
  may_not_be_left_out: "leave out only tables that are caches and that no other table refers to",
  backup_not_written: "make room or choose another place, then begin again; nothing was left there",
  backup_not_found: "name the directory of a backup that was finished",
  backup_format_unknown: "use the version of Holdfast that made this backup, or a later one",
  manifest_changed: "the backup was changed after it was made: take another one",
  file_missing: "fetch the backup again from where it is kept, or take another one",
  file_truncated: "fetch the backup again from where it is kept, or take another one",
  file_changed: "fetch the backup again from where it is kept, or take another one",
  schema_not_empty: "restore into a new database, or drop the schema after you have kept its data",
  migration_unknown: "restore with the release that made the backup, or a later one, then migrate",
  migration_changed: "restore with the files that were applied then: released ones never change",
  schema_differs: "restore with the release that made the backup, or leave the table out",
  log_differs: "the log in this backup is not whole: take an older backup, and keep this one",
  checkpoint_differs:
    "the log is not what was signed: keep this backup, and find out who changed it",
};
