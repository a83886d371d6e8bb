/**
 * The connection broke after the append was sent, and the store could not be asked what became of it. Sending the
 * same command ids again is safe, and tells.
 */
export class OutcomeUnknown extends Error {
  override readonly name = "OutcomeUnknown";
  readonly code = "outcome_unknown";

  constructor(cause: unknown) {
    super("the append may have happened: send the same command again to learn it", { cause });
  }
}
