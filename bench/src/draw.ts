/** Draws whole numbers that follow from a seed. */
export type Draw = {
  /** From `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True so many times in a hundred. */
  chance(percent: number): boolean;
};

/** 32 bits of state are plenty for the few dozen numbers of a story. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  function fraction(): number {
    // Weyl sequence through a finisher; 0x9e3779b9 is 2^32 divided by the golden ratio.
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  }
  function between(least: number, most: number): number {
    return least + Math.floor(fraction() * (most - least + 1));
  }
  return { between, chance: (percent) => between(1, 100) <= percent };
}
