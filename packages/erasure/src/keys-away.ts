/** Keys could not be loaded or made: where they are kept, or what wraps them, is away. Says nothing about what they seal. */
export class KeysAway extends Error {
  override readonly name = "KeysAway";
  readonly code = "keys_away";

  /** No storage of keys and no key service sees personal data, so that the cause may be told. */
  constructor(cause: unknown) {
    super("the keys of personal data are away: see the cause", { cause });
  }
}
