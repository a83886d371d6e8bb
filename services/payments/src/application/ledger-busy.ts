/** More waits to be posted than may wait. Nothing has happened; the caller may try again soon. */
export class LedgerBusy extends Error {
  override readonly name = "LedgerBusy";
  readonly code = "busy";
  /** After which it is worth trying again. */
  readonly retryAfterSeconds = 1;

  constructor() {
    super("too many transfers wait to be posted: try again");
  }
}
