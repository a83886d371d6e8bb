/** How a transaction runs. An abort rolls it back; it cannot take back a commit already sent. */
export type TransactionOptions = {
  readonly isolation?: "read committed" | "repeatable read" | "serializable";
  readonly readOnly?: boolean;
  readonly signal?: AbortSignal;
};
