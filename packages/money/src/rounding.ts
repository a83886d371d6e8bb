/**
 * What becomes of a part of a minor unit. `halfEven`: to the nearest, a half to the even one; `halfUp`: to the nearest, a
 * half away from zero; `floor`: towards minus infinity; `ceil`: towards plus infinity.
 */
export type Rounding = "halfEven" | "halfUp" | "floor" | "ceil";

/** Divides by a positive number. Throws `RangeError` for any other divisor. */
export function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  if (divisor <= 0n) throw new RangeError(`cannot divide by ${divisor}`);
  const truncated = dividend / divisor;
  const below = truncated * divisor > dividend ? truncated - 1n : truncated;
  const rest = dividend - below * divisor;
  if (rest === 0n) return below;
  return isUp({ below, twiceRest: 2n * rest, divisor }, rounding) ? below + 1n : below;
}

type Between = { readonly below: bigint; readonly twiceRest: bigint; readonly divisor: bigint };

function isUp({ below, twiceRest, divisor }: Between, rounding: Rounding): boolean {
  switch (rounding) {
    case "floor":
      return false;
    case "ceil":
      return true;
    case "halfUp":
      return twiceRest > divisor || (twiceRest === divisor && below >= 0n);
    case "halfEven":
      return twiceRest > divisor || (twiceRest === divisor && below % 2n !== 0n);
    default:
      return rounding satisfies never;
  }
}
