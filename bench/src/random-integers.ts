/** So many whole numbers from 1 to `highest`, the same for the same seed (xorshift32, Marsaglia 2003). */
export function randomIntegers(count: number, highest: number, seed = 42): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return 1 + ((state >>> 0) % highest);
  });
}
