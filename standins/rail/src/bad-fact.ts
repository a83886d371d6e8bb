/** A fact that cannot follow those before: somebody else wrote to the journal, or changed it. */
export class BadFact extends Error {
  override readonly name = "BadFact";
  readonly code = "bad_fact";
}
