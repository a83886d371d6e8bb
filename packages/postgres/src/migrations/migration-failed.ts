/** PostgreSQL refused the SQL of one migration, which was rolled back; `cause` is its error. */
export class MigrationFailed extends Error {
  override readonly name = "MigrationFailed";
  readonly code = "migration_failed";
  readonly migration: string;

  constructor(migration: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`migration ${migration} failed: ${reason}`, { cause });
    this.migration = migration;
  }
}
