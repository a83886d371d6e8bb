/** A promise that a seed has broken. The message says which one, and by how much. */
export class SoakFailure extends Error {
  override readonly name = "SoakFailure";
  readonly code = "soak_failure";
}
