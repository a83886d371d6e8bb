import { money, type Money } from "./money.ts";
import { divide, type Rounding } from "./rounding.ts";

/** A fraction of whole numbers, the lower one positive: 25 basis points are 25n of 10_000n. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

/**
 * A part of an amount, or a multiple: a fee, interest. What is left over by rounding is the caller's to account for; to
 * split an amount without loss, `allocate`. Throws `AmountOverflow` beyond 38 digits, `RangeError` for `den` below 1.
 */
export function portion<Code extends string>(
  { currency, minor }: Money<Code>,
  { num, den }: Ratio,
  rounding: Rounding,
): Money<Code> {
  return money(currency, divide(minor * num, den, rounding));
}
