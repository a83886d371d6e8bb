import { drawFrom } from "../draw.ts";
import type { Story } from "./draw-story.ts";

/** How a log is written to see whether anybody misses a position of it. */
export type OrderStory = Story & {
  /** How long transactions stay open, and for how long the log is written. */
  readonly openMs: number;
  /** How often a subscription is ended and begun again. */
  readonly restarts: number;
};

const KERNELS = 3;
/** In all processes together. */
const APPENDERS = [8, 64] as const;
const RESTARTS_MIN = 4;
const RESTARTS_MAX = 12;

/** The story of a seed: 8 appenders or 64, in three processes, and nothing breaks. */
export function drawOrder(seed: number, openMs: number): OrderStory {
  const appenders = APPENDERS[seed % APPENDERS.length] ?? APPENDERS[0];
  return {
    kernels: KERNELS,
    callers: Math.ceil(appenders / KERNELS),
    kinds: ["fresh", "hot", "pair", "race", "post", "move"],
    holdMs: 0,
    rebuilds: false,
    stallMs: 0,
    faults: [],
    openMs,
    restarts: drawFrom(seed).between(RESTARTS_MIN, RESTARTS_MAX),
  };
}
