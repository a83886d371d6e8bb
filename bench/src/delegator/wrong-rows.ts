/** What was stored or served differs from the chain: the figures of such a run are worth nothing. */
export class WrongRows extends Error {
  override readonly name = "WrongRows";
  readonly code = "wrong_rows";
}
