/** The store did not hear, or was not heard. */
export class Away extends Error {
  override readonly name = "Away";
  readonly code = "database_unavailable";
  readonly outcome: "not_applied" | "unknown";

  constructor(outcome: "not_applied" | "unknown") {
    super(`the store is away: ${outcome}`);
    this.outcome = outcome;
  }
}
