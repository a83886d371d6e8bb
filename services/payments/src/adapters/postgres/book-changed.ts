/** Somebody else was first with an id or a number: what was decided has to be decided again. */
export class BookChanged extends Error {
  override readonly name = "BookChanged";
  readonly code = "book_changed";

  constructor() {
    super("the ledger has changed while it was being written");
  }
}
