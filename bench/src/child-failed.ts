/** A child program of a bench could not do what it was asked; the message says why. */
export class ChildFailed extends Error {
  override readonly name = "ChildFailed";
  readonly code = "child_failed";
}
