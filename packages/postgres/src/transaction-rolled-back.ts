/**
 * The callback of a transaction returned although one of its statements had failed, so PostgreSQL
 * would have answered the commit with a rollback. Thrown instead of reporting success.
 */
export class TransactionRolledBack extends Error {
  override readonly name = "TransactionRolledBack";
  readonly code = "transaction_rolled_back";

  constructor() {
    super("a statement of the transaction failed, so it was rolled back");
  }
}
