import {
  type FaultPlan,
  randomFaultPlan,
  REORG_VARIANTS,
  type ReorgVariant,
} from "@holdfast/standin-tzkt";

import { type Draw, drawFrom } from "./draw.ts";

/** Something the chain does while the mirror waits for the next look. */
export type Step =
  | { readonly does: "advance"; readonly blocks: number }
  | { readonly does: "reorg"; readonly depth: number; readonly variant: ReorgVariant }
  | { readonly does: "shorten"; readonly depth: number }
  | { readonly does: "renumber" }
  | { readonly does: "nothing" };

export type ToldStep = Step & {
  /** Whether the hub tells; it never has to. */
  readonly isTold: boolean;
};

/** One process: it dies at a statement, before or after the database has done it, or lives until the end. */
export type Life = {
  readonly death: { readonly statement: number; readonly isDone: boolean } | undefined;
  readonly steps: readonly ToldStep[];
};

/** Everything that happens under a seed. */
export type History = {
  readonly rows: number;
  readonly pageSize: number;
  readonly ranges: number;
  /** What becomes of the chain while the history is loading: so many looks of the load, then a step. */
  readonly whileLoading: readonly ToldStep[];
  readonly delegationsPerBlock: number;
  readonly faults: FaultPlan;
  readonly lives: readonly Life[];
};

const DEATHS_MAX = 3;
const STEPS_MAX = 14;
/** Blocks that make a block final: a good chain replaces no more. */
const DEPTH_MAX = 2;

/** The history of a seed. */
export function drawHistory(seed: number): History {
  const draw = drawFrom(seed);
  const deaths = draw.between(0, DEATHS_MAX);
  return {
    rows: draw.between(100, 900),
    pageSize: draw.oneOf([50, 100, 400, 10_000]),
    ranges: draw.between(1, 8),
    whileLoading: drawSteps(draw, 3),
    delegationsPerBlock: draw.between(0, 4),
    faults: believable(randomFaultPlan(seed, draw.between(0, 100) / 100)),
    lives: Array.from({ length: deaths + 1 }, (_, index): Life => {
      const death = { statement: draw.between(1, 160), isDone: draw.chance(50) };
      return { death: index < deaths ? death : undefined, steps: drawSteps(draw, STEPS_MAX) };
    }),
  };
}

function drawSteps(draw: Draw, max: number): readonly ToldStep[] {
  return Array.from({ length: draw.between(0, max) }, () => ({
    ...drawStep(draw),
    isTold: draw.chance(60),
  }));
}

function drawStep(draw: Draw): Step {
  const depth = draw.between(1, DEPTH_MAX);
  const kind = draw.between(1, 100);
  if (kind <= 45) return { does: "advance", blocks: draw.between(1, 5) };
  if (kind <= 80) return { does: "reorg", depth, variant: draw.oneOf(VARIANTS) };
  if (kind <= 90) return { does: "shorten", depth };
  return kind <= 98 ? { does: "nothing" } : { does: "renumber" };
}

const [FIRST, ...OTHERS] = REORG_VARIANTS;
const VARIANTS = [FIRST, ...OTHERS] as const;

/**
 * A row alone in its level whose time is off by a second is not to be told from the truth by anybody who has only this
 * answer; where other rows of the level contradict it, unit tests show that it is refused. Long stalls only take time.
 */
function believable({ faults, ...plan }: FaultPlan): FaultPlan {
  return {
    ...plan,
    faults: faults
      .filter(({ kind }) => kind !== "wrong_timestamp")
      .map((fault) => ("ms" in fault ? { ...fault, ms: fault.ms % 60 } : fault)),
  };
}
