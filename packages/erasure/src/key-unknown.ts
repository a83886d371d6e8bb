/**
 * Nothing is known of the key of a sealed value, not even that it was destroyed: the keys were restored from a backup that is
 * older than the log, or they are those of another service.
 */
export class KeyUnknown extends Error {
  override readonly name = "KeyUnknown";
  readonly code = "key_unknown";

  constructor(where: string, keyId: string) {
    super(`${where} was sealed by the key ${keyId}, which is not among the keys: restore them`);
  }
}
