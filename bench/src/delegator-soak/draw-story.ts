import { type FaultPlan, randomFaultPlan } from "@holdfast/standin-tzkt";

import { type Draw, drawFrom } from "../draw.ts";

/** When an instance is killed; an instance without a death lives until the life is over. */
export type Death =
  | { readonly after: "milliseconds" | "lines" | "pages"; readonly count: number }
  | undefined;

/** One run of the service, of one or two instances at once, against a chain that stands still. */
export type Life = {
  readonly deaths: readonly Death[];
  /** Which part of the history the chain has by then, in thousandths. */
  readonly grown: number;
  readonly faults: FaultPlan;
};

/** Everything that happens under a seed. The last life has an instance that nobody kills. */
export type Story = {
  readonly rows: number;
  readonly page: number;
  readonly ranges: number;
  readonly leaseMs: number;
  readonly lives: readonly Life[];
};

const KILLS_MAX = 4;
const ROWS_MIN = 500;
const ROWS_MAX = 3000;
/** Shorter than the fullest level, which has 40 rows. */
const PAGE_MIN = 20;
const PAGE_MAX = 400;
const RANGES_MAX = 8;

/** The story of a seed. */
export function drawStory(seed: number): Story {
  const draw = drawFrom(seed);
  const kills = draw.between(0, KILLS_MAX);
  const intensity = draw.between(0, 100) / 100;
  const isGrowing = draw.chance(50);
  const lives = Array.from({ length: kills + 1 }, (_, index): Life => {
    const isLast = index === kills;
    const first: Death = isLast ? undefined : drawDeath(draw);
    const second = draw.chance(25) ? [drawDeath(draw)] : [];
    return {
      deaths: [first, ...second],
      grown: isGrowing && !isLast ? 600 + Math.floor((400 * index) / (kills + 1)) : 1000,
      faults: believable(randomFaultPlan(seed * (KILLS_MAX + 1) + index, intensity)),
    };
  });
  return {
    rows: draw.between(ROWS_MIN, ROWS_MAX),
    page: draw.between(PAGE_MIN, PAGE_MAX),
    ranges: draw.between(1, RANGES_MAX),
    leaseMs: draw.between(200, 300),
    lives,
  };
}

const DEATHS: readonly ((draw: Draw) => Death)[] = [
  (draw) => ({ after: "milliseconds", count: draw.between(0, 1500) }),
  (draw) => ({ after: "lines", count: draw.between(1, 120) }),
  (draw) => ({ after: "pages", count: draw.between(1, 30) }),
];

function drawDeath(draw: Draw): Death {
  return DEATHS[draw.between(0, DEATHS.length - 1)]?.(draw);
}

/**
 * A row alone in its level whose time is off by a second is not to be told from the truth by anybody who has only this
 * answer; where other rows of the level contradict it, unit tests show that it is refused.
 */
function believable({ faults, ...plan }: FaultPlan): FaultPlan {
  return { ...plan, faults: faults.filter(({ kind }) => kind !== "wrong_timestamp") };
}
