/** What went wrong inside of an attempt; its code becomes the `kind` of the error that the caller gets. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: "timeout" | "decode";

  constructor(message: string, code: "timeout" | "decode" = "decode") {
    super(message);
    this.code = code;
  }
}
