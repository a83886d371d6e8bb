import { levelAtSeconds } from "./chain-time.ts";
import { standingChain } from "./chain.ts";
import { parseDatetime } from "./datetime.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { LivingChain } from "./living-chain.ts";
import { recordedDelegations } from "./recorded-delegations.ts";
import type { ReorgVariant } from "./reorg-variants.ts";
import type { TzktOptions } from "./tzkt-options.ts";

/** What can be made to happen to the chain. */
export type ChainControls = {
  /** Adds that many blocks (1) at once, as when heads collapse. The new head. */
  advance(blocks?: number): number;
  /** Replaces the newest `depth` blocks (1). The new head; RangeError when there are not so many. */
  reorg(depth?: number, variant?: ReorgVariant): number;
  /** Takes the newest `depth` blocks (1) away; what they held comes with the next block. */
  shorten(depth?: number): number;
  /** Changes the newest delegation at or below `level` without a word; the level it is of. */
  rewrite(level: number): number;
  /** Gives every delegation another id, as upstream did once when it indexed anew. */
  renumber(): void;
};

const ROWS = 1000;

/** The chain those options ask for. */
export function chainFrom(options: TzktOptions, seed: number): LivingChain {
  const { rows = ROWS, records, live } = options;
  const table = records ? recordedDelegations(records) : generateDelegations(seed, rows);
  return new LivingChain(standingChain(table, headOf(options)), seed, live);
}

/** The controls of that chain. */
export function controlsOf(chain: LivingChain): ChainControls {
  const headAfter = (change: () => void): number => {
    change();
    return chain.present.head;
  };
  return {
    advance: (blocks) => headAfter(() => chain.advance(blocks)),
    reorg: (depth, variant) => headAfter(() => chain.reorg(depth, variant)),
    shorten: (depth) => headAfter(() => chain.reorg(depth, "shortened")),
    rewrite: (level) => chain.rewrite(level),
    renumber: () => chain.renumber(),
  };
}

function headOf({ head, endsAt }: TzktOptions): number | undefined {
  if (head !== undefined || endsAt === undefined) return head;
  const seconds = parseDatetime(endsAt);
  if (seconds === undefined) throw new RangeError(`no point in time: ${endsAt}`);
  return levelAtSeconds(seconds) - 1;
}
