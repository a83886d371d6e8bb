/** Some of what was asked was done before something went wrong, which is the cause. The message says how much. */
export class DoneInPart extends Error {
  override readonly name = "DoneInPart";
  readonly code = "done_in_part";
}
