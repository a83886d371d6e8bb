/** What was loaded is no set of keys: too large, no JSON, or of another shape. */
export class BadKeySet extends Error {
  override readonly name = "BadKeySet";
  readonly code = "bad_key_set";
}
