/** A sealed value that was not written here, not at this place, or was changed since. What it held is not known. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
  readonly code = "seal_broken";

  constructor(where: string) {
    super(`${where} holds a sealed value that does not open: it was changed, or written elsewhere`);
  }
}
