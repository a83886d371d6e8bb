/** No key to check tokens with has ever been loaded, so nobody can be known now. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
  readonly code = "signing_keys_unavailable";
  constructor(cause: unknown) {
    super("the keys that tokens are signed with could not be loaded", { cause });
  }
}
