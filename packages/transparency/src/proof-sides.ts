/** On which side of what is known each hash of a proof stands. */
export type Sides = readonly ("left" | "right")[];

/**
 * The way from a node up to the root, beside the last node of its level, as RFC 9162 walks it in 2.1.3.2 and 2.1.4.2;
 * `steps` are the hashes at hand, which have to be as many as the way is long.
 */
export function proofSides(
  node: { readonly index: number; readonly last: number },
  steps: number,
): Sides | "proof_too_long" | "proof_too_short" {
  const sides: ("left" | "right")[] = [];
  let { index, last } = node;
  while (sides.length < steps) {
    if (last === 0) return "proof_too_long";
    const isBeside = index % 2 === 1 || index === last;
    sides.push(isBeside ? "left" : "right");
    // At the right edge levels are passed over where nothing stands beside it.
    if (isBeside) {
      while (index % 2 === 0 && index !== 0) [index, last] = [half(index), half(last)];
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 ? sides : "proof_too_short";
}

/** As a shift to the right, which numbers above 2^31 do not have. */
export function half(number: number): number {
  return Math.floor(number / 2);
}
