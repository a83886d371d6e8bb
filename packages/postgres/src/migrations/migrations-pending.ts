/** The database is older than the code; `command` brings it up to date. */
export class MigrationsPending extends Error {
  override readonly name = "MigrationsPending";
  readonly code = "migrations_pending";
  readonly pending: readonly string[];
  readonly command: string;

  constructor(pending: readonly string[], command: string) {
    super(`migrations are pending: ${pending.join(", ")}; run: ${command}`);
    this.pending = pending;
    this.command = command;
  }
}
