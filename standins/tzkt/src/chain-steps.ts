import type { LivingChain } from "./living-chain.ts";
import { mix, randomFrom, type Random } from "./random.ts";
import { REORG_VARIANTS } from "./reorg-variants.ts";

const PACE_SALT = 0x7061;
/** Blocks that were ever below so many others are final: the consensus of today never takes them back. */
const DEPTH_MAX = 2;

/** What a chain does by itself, step by step: the same for the same seed and chance. */
export class ChainSteps {
  readonly #chain: LivingChain;
  readonly #reorgs: number;
  readonly #random: Random;
  #made = 0;
  #highest: number;

  /** `reorgs` is the chance that a step is a reorganisation. */
  constructor(
    chain: LivingChain,
    { reorgs, seed }: { readonly reorgs: number; readonly seed: number },
  ) {
    if (!(reorgs >= 0 && reorgs <= 1))
      throw new RangeError(`a chance is from 0 to 1, not ${reorgs}`);
    this.#chain = chain;
    this.#reorgs = reorgs;
    this.#random = randomFrom(mix(seed ^ PACE_SALT));
    this.#highest = chain.present.head;
  }

  /** How many steps were made. */
  get made(): number {
    return this.#made;
  }

  /** Makes a block, or now and then a reorganisation. */
  next(): void {
    const isReorg = this.#random.fraction() < this.#reorgs;
    const wanted = 1 + this.#random.below(DEPTH_MAX);
    const variant = REORG_VARIANTS[this.#random.below(REORG_VARIANTS.length)];
    const depth = Math.min(wanted, this.#reversible);
    if (isReorg && depth > 0) this.#chain.reorg(depth, variant);
    else this.#chain.advance();
    this.#made += 1;
    this.#highest = Math.max(this.#highest, this.#chain.present.head);
  }

  /** Blocks that may still be taken back: fewer than usual on a chain that a reorganisation made shorter. */
  get #reversible(): number {
    const { head } = this.#chain.present;
    return Math.min(head - (this.#highest - DEPTH_MAX), head - 1);
  }
}
