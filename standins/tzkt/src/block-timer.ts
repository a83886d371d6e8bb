import { type LivingChain } from "./living-chain.ts";
import { mix, randomFrom } from "./random.ts";
import { REORG_VARIANTS } from "./reorg-variants.ts";
import { type Timers } from "./timers.ts";

/** At which pace a chain goes on by itself. */
export type Pace = {
  readonly blockTimeMs: number;
  /** The chance that a reorganisation comes instead of a block. */
  readonly reorgs: number;
  readonly seed: number;
  readonly timers: Timers;
};

const PACE_SALT = 0x7061;
/** A chain of today never loses more. */
const DEPTH_MAX = 2;

/** Makes a block, or now and then a reorganisation, at that pace; the function given back ends it. */
export function keepPace(
  chain: LivingChain,
  { blockTimeMs, reorgs, seed, timers }: Pace,
): () => void {
  if (!(blockTimeMs >= 1)) throw new RangeError("a block takes a millisecond at least");
  if (!(reorgs >= 0 && reorgs <= 1)) throw new RangeError(`a chance is from 0 to 1, not ${reorgs}`);
  const random = randomFrom(mix(seed ^ PACE_SALT));
  return timers.every(blockTimeMs, () => {
    const isReorg = random.fraction() < reorgs;
    const depth = 1 + random.below(DEPTH_MAX);
    const variant = REORG_VARIANTS[random.below(REORG_VARIANTS.length)];
    if (isReorg && depth < chain.present.head) chain.reorg(depth, variant);
    else chain.advance();
  });
}
