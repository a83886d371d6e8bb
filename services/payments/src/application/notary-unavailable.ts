/** The log is not what was signed, or what a witness has seen: nothing is signed or proved until somebody has looked. */
export class NotaryUnavailable extends Error {
  override readonly name = "NotaryUnavailable";
  readonly code = "notary_refused";

  constructor(cause: unknown) {
    super("the log differs from what was signed", { cause });
  }
}
