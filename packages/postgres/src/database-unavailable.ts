/**
 * PostgreSQL cannot be reached, is starting or stopping, is full, or has become read-only. `outcome`
 * says whether the work may have been committed all the same: `unknown` when the connection was
 * lost after a statement or a commit had been sent and before its answer came.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
  readonly code = "database_unavailable";
  readonly retryAfterSeconds: number = RETRY_AFTER_SECONDS;
  readonly outcome: "not_applied" | "unknown";

  constructor(cause: unknown, outcome: "not_applied" | "unknown") {
    super(`the database is unavailable: ${reason(cause)}`, { cause });
    this.outcome = outcome;
  }
}

/** A restart of a server takes about this long; callers were already held before they see this. */
const RETRY_AFTER_SECONDS = 2;

function reason(cause: unknown): string {
  // A refused connection to a host with two addresses is an AggregateError without a message.
  if (cause instanceof AggregateError && cause.message === "") {
    return cause.errors.map((each) => reason(each)).join("; ");
  }
  return cause instanceof Error ? cause.message : String(cause);
}
