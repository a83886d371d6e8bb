/** A file of a key, or its folder, that others may read or change, or that holds no key. */
export class KeyFileUnsafe extends Error {
  override readonly name = "KeyFileUnsafe";
  readonly code = "key_file_unsafe";

  constructor(path: string, reason: string) {
    super(`${path} ${reason}`);
  }
}
