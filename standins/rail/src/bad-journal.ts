/** A file that is no journal of a rail, or a damaged one; the message says where. */
export class BadJournal extends Error {
  override readonly name = "BadJournal";
  readonly code = "bad_journal";
}
