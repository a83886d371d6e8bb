import { isNegative, type Money, negate } from "./money.ts";

/** Weights that say nothing: none, all zero, or a negative one. */
export class InvalidWeights extends RangeError {
  override readonly name = "InvalidWeights";
  readonly code = "invalid_weights";
}

/**
 * Splits an amount by weights so that the parts add up to it: each gets its share rounded down, then the units that are
 * left go one each to the parts that lost most by that, the earlier of equals first. A negative amount is split like the
 * positive one. Throws `InvalidWeights` unless all weights are at least 0 and one is more.
 */
export function allocate<Code extends string>(
  whole: Money<Code>,
  weights: readonly bigint[],
): readonly Money<Code>[] {
  if (isNegative(whole)) return allocate(negate(whole), weights).map((part) => negate(part));
  const { currency, minor } = whole;
  const total = sumOf(weights);
  if (total === 0n || weights.some((weight) => weight < 0n)) {
    throw new InvalidWeights("weights are at least 0, and one of them is more");
  }
  const shares = weights.map((weight, at) => {
    return { at, floor: (minor * weight) / total, rest: (minor * weight) % total };
  });
  const left = Number(minor - sumOf(shares.map(({ floor }) => floor)));
  // Sorting keeps the order of equals.
  const byLoss = shares.toSorted(
    (one, other) => Number(other.rest > one.rest) - Number(other.rest < one.rest),
  );
  const lucky = new Set(byLoss.slice(0, left).map(({ at }) => at));
  return shares.map(({ at, floor }) => {
    return { currency, minor: lucky.has(at) ? floor + 1n : floor };
  });
}

function sumOf(numbers: readonly bigint[]): bigint {
  return numbers.reduce((sum, number) => sum + number, 0n);
}
