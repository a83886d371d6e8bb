/** The client was set up, or a call was made, in a way that cannot work. The message says what to change. */
export class BadOptions extends Error {
  override readonly name = "BadOptions";
  readonly code = "bad_options";
}

/** Throws `BadOptions` unless it is so. */
export function must(isSo: boolean, message: string): asserts isSo {
  if (!isSo) throw new BadOptions(message);
}
