import { AmountOverflow } from "./amount-overflow.ts";
import { CurrencyMismatch } from "./currency-mismatch.ts";
import { type Currency, isSameCurrency } from "./currency.ts";
import { isWithinDigits } from "./minor.ts";

/** An amount of a currency, in whole minor units. */
export type Money<Code extends string = string> = {
  readonly currency: Currency<Code>;
  /** 1050n is 10.50 of a currency with two decimals; may be negative. */
  readonly minor: bigint;
};

/** So many minor units of a currency. Throws `AmountOverflow` beyond 38 digits. */
export function money<Code extends string>(currency: Currency<Code>, minor: bigint): Money<Code> {
  if (!isWithinDigits(minor)) throw new AmountOverflow(currency.code);
  return { currency, minor };
}

/** Throws `CurrencyMismatch` where the compiler does not know the codes, `AmountOverflow` beyond 38 digits. */
export function add<Code extends string>(
  left: Money<Code>,
  right: Money<NoInfer<Code>>,
): Money<Code> {
  requireSame(left.currency, right.currency);
  return money(left.currency, left.minor + right.minor);
}

/** May come out negative. Throws like `add`. */
export function subtract<Code extends string>(
  left: Money<Code>,
  right: Money<NoInfer<Code>>,
): Money<Code> {
  return add(left, negate(right));
}

/** The same amount in the other direction. */
export function negate<Code extends string>({ currency, minor }: Money<Code>): Money<Code> {
  return { currency, minor: -minor };
}

/** Negative if the left is less, 0 if both are the same, positive if it is more. Throws `CurrencyMismatch`. */
export function compare<Code extends string>(
  left: Money<Code>,
  right: Money<NoInfer<Code>>,
): -1 | 0 | 1 {
  requireSame(left.currency, right.currency);
  if (left.minor === right.minor) return 0;
  return left.minor < right.minor ? -1 : 1;
}

/** Whether there is nothing. */
export function isZero({ minor }: Money): boolean {
  return minor === 0n;
}

/** Whether there is less than nothing. */
export function isNegative({ minor }: Money): boolean {
  return minor < 0n;
}

/** Whether the amount is of a currency, also for the compiler. */
export function isIn<Code extends string>(
  amount: Money,
  currency: Currency<Code>,
): amount is Money<Code> {
  return isSameCurrency(amount.currency, currency);
}

function requireSame(left: Currency, right: Currency): void {
  if (!isSameCurrency(left, right)) throw new CurrencyMismatch(left, right);
}
