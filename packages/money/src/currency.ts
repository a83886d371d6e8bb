/** What amounts are counted in: a currency of ISO 4217 or an asset of one's own. */
export type Currency<Code extends string = string> = {
  /** "USD", "ETH", "points". */
  readonly code: Code;
  /** Digits after the point: 2 where a hundred minor units are one of the currency. Never changes for a code. */
  readonly exponent: number;
  readonly name: string;
  /** The three digits of ISO 4217; an asset has none. */
  readonly numeric?: string;
};

/** Whether amounts in both may be added. Two exponents under one code are two currencies. */
export function isSameCurrency(left: Currency, right: Currency): boolean {
  return left.code === right.code && left.exponent === right.exponent;
}
