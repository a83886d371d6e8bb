/** A result has more than 38 digits. Amounts that people send are refused before; this is what adding them up can do. */
export class AmountOverflow extends RangeError {
  override readonly name = "AmountOverflow";
  readonly code = "overflow";

  constructor(currencyCode: string) {
    super(`the amount in ${currencyCode} has more than 38 digits`);
  }
}
