/** A no of GopherPay, in the words that its clients know. */
export class GopherPayRefused extends Error {
  override readonly name = "GopherPayRefused";
  readonly code = "gopher_pay_refused";
  /** What kind of mistake it is. */
  readonly kind: "invalid" | "not_found" | "taken" | "refused";

  constructor(kind: GopherPayRefused["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** There is no account with the number. */
export function noAccount(number: string): GopherPayRefused {
  const message = `cannot retrieve account: account ${number} is not found`;
  return new GopherPayRefused("not_found", message);
}
