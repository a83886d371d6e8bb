/** A stream of pseudo-random numbers that is the same on every platform for the same seed. */
export type Random = {
  /** The next whole number in [0, 2^32). */
  next(): number;
  /** The next fraction in [0, 1), a multiple of 2^-32. */
  fraction(): number;
  /** The next whole number in [0, limit). */
  below(limit: number): number;
};

const TWO_TO_32 = 2 ** 32;

/**
 * xoshiro128** of Blackman and Vigna (public domain), seeded by splitmix32.
 * Only 32-bit integer arithmetic, so no engine or processor may round it differently.
 */
export function randomFrom(seed: number): Random {
  let [a, b, c, d] = [1, 2, 3, 4].map((word) => mix(seed + Math.imul(word, 0x9e3779b9)));
  const next = (): number => {
    const product = Math.imul(b ?? 0, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = (b ?? 0) << 9;
    c = (c ?? 0) ^ (a ?? 0);
    d = (d ?? 0) ^ (b ?? 0);
    b = (b ?? 0) ^ c;
    a = (a ?? 0) ^ d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const fraction = (): number => next() / TWO_TO_32;
  return { next, fraction, below: (limit) => Math.floor(fraction() * limit) };
}

/** A 32-bit number in which every bit depends on every bit of `value` (the finisher of MurmurHash3). */
export function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
