import type { Random } from "./random.ts";

/** Powers of ten from 10^first up to 10^(first + count). */
export type Decades = { readonly first: number; readonly count: number };

/**
 * A number drawn uniformly on a logarithmic scale. It is a product of square roots of ten, because
 * products and square roots are exact to the last bit everywhere, and `**` need not be.
 */
export function logUniform(random: Random, { first, count }: Decades): number {
  let number = 1;
  const decade = first + random.below(count);
  for (let step = 0; step < decade; step += 1) number *= 10;
  let bits = random.next();
  for (const root of ROOTS_OF_TEN) {
    if ((bits & 1) === 1) number *= root;
    bits >>>= 1;
  }
  return number;
}

/** 10^(1/2), 10^(1/4), ..: the last one makes steps of a millionth. */
const ROOTS_OF_TEN = rootsOfTen(20);

function rootsOfTen(count: number): readonly number[] {
  const roots = [Math.sqrt(10)];
  while (roots.length < count) roots.push(Math.sqrt(roots.at(-1) ?? 1));
  return roots;
}
