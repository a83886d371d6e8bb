import type { BlockBody, Group } from "./block-body.ts";
import { BodyDrawer } from "./body-drawer.ts";
import type { Chain } from "./chain.ts";
import { LiveTip } from "./live-tip.ts";
import { mix, randomFrom } from "./random.ts";
import { branchInstead, withFirst, type BodySource, type ReorgVariant } from "./reorg-variants.ts";

/** What a change left as it was. */
export type ChainChange = {
  /** "rewritten" is what the API never tells: other contents or ids of blocks long final. */
  readonly kind: "advanced" | "reorganised" | "rewritten";
  /** The newest level whose block is still the same, with the same ids. */
  readonly validLevel: number;
  readonly before: Chain;
  readonly after: Chain;
};

/** How a chain lives. */
export type Liveliness = {
  /** Delegations in a new block, on average; 1. */
  readonly delegationsPerBlock?: number;
};

const DELEGATIONS_PER_BLOCK = 1;
const LIVE_SALT = 0x6c6976;

/** A chain that gets blocks and loses them, the same ones for the same seed and calls. */
export class LivingChain {
  readonly #seed: number;
  readonly #density: number;
  readonly #listeners: ((change: ChainChange) => void)[] = [];
  #present: Chain;
  #orphaned: Chain | undefined;
  #life: Life | undefined;
  #waiting: readonly Group[] = [];
  #branch = 0;

  constructor(chain: Chain, seed: number, { delegationsPerBlock }: Liveliness = {}) {
    const density = delegationsPerBlock ?? DELEGATIONS_PER_BLOCK;
    if (!(density >= 0 && density <= DENSITY_MAX)) {
      throw new RangeError(
        `a block has 0 to ${DENSITY_MAX} delegations on average, not ${density}`,
      );
    }
    this.#present = chain;
    this.#seed = seed;
    this.#density = density;
  }

  /** The chain of now, which no later change reaches. */
  get present(): Chain {
    return this.#present;
  }

  /** What a replica still shows that has not heard of the last reorganisation. */
  get orphaned(): Chain {
    return this.#orphaned ?? this.#present;
  }

  /** Calls `listener` after each change, before anybody else can ask. */
  onChange(listener: (change: ChainChange) => void): void {
    this.#listeners.push(listener);
  }

  /** Adds that many blocks at once. */
  advance(blocks = 1): void {
    requirePositive("blocks", blocks);
    const { tip } = this.#living;
    const validLevel = tip.head;
    for (let made = 0; made < blocks; made += 1) tip.include(this.#nextBody(), this.#branch);
    this.#publish("advanced", validLevel);
  }

  /** Replaces the newest `depth` blocks. RangeError when there are not so many. */
  reorg(depth = 1, variant: ReorgVariant = "replaced"): void {
    requirePositive("depth", depth);
    const { tip } = this.#living;
    if (depth >= tip.head) throw new RangeError(`there are only ${tip.head} blocks`);
    const validLevel = tip.head - depth;
    const bodies = tip.bodiesAbove(validLevel);
    tip.revertTo(validLevel);
    const branch = branchInstead(bodies, variant, this.#source());
    this.#branch += 1;
    this.#waiting = [...branch.waiting, ...this.#waiting];
    for (const body of branch.bodies) tip.include(body, this.#branch);
    this.#orphaned = this.#present;
    this.#publish("reorganised", validLevel);
  }

  /**
   * Changes the newest delegation at or below `level` behind everybody's back, with the hash of its
   * block. The level it is of; RangeError when there is none.
   */
  rewrite(level: number): number {
    requirePositive("level", level);
    const { tip } = this.#living;
    this.#branch += 1;
    const own = tip.rewrite(level, this.#branch);
    if (own === undefined) throw new RangeError(`no delegation at or below level ${level}`);
    this.#publish("rewritten", own - 1);
    return own;
  }

  /** Gives every delegation another id, as upstream did once: order and contents stay. */
  renumber(): void {
    this.#living.tip.renumber();
    this.#publish("rewritten", 0);
  }

  #publish(kind: ChainChange["kind"], validLevel: number): void {
    const before = this.#present;
    this.#present = this.#living.tip.chain;
    for (const listener of this.#listeners) {
      listener({ kind, validLevel, before, after: this.#present });
    }
  }

  /** What a shortened chain lost comes first. */
  #nextBody(): BlockBody {
    const body = this.#source().body();
    const filled = this.#waiting.reduceRight(withFirst, body);
    this.#waiting = [];
    return filled;
  }

  #source(): BodySource {
    const { tip, drawer } = this.#living;
    return {
      body: () => drawer.body(tip.circumstances),
      group: () => drawer.group(tip.circumstances),
    };
  }

  /** Reading all of history takes time, so it waits for the first change. */
  get #living(): Life {
    this.#life ??= this.#awake();
    return this.#life;
  }

  #awake(): Life {
    const tip = new LiveTip(this.#present, this.#seed);
    const random = randomFrom(mix(this.#seed ^ LIVE_SALT));
    const { firstError } = tip;
    return { tip, drawer: new BodyDrawer({ random, density: this.#density, firstError }) };
  }
}

function requirePositive(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
}

type Life = { readonly tip: LiveTip; readonly drawer: BodyDrawer };

/** A block of more would not be seen on mainnet. */
const DENSITY_MAX = 1000;
