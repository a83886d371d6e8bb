/** Ledgers are not made anew, and nothing has changed; the message says why. */
export class RebuildRefused extends Error {
  override readonly name = "RebuildRefused";

  readonly code: "in_use" | "no_events";

  constructor(code: RebuildRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
