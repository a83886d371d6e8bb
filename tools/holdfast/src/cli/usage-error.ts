/** The command line or the configuration cannot be followed; the message says what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage_error";
}
