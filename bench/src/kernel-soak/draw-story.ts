import { type Draw, drawFrom } from "../draw.ts";

/** What breaks: all processes of the server at once, a kernel's own process, both, sessions, connections. */
type Breakage = "server" | "kernel" | "both" | "sessions" | "stall";

/** Something that breaks after so many answers. */
export type Fault = {
  readonly breakage: Breakage;
  readonly afterAnswers: number;
  readonly pick: number;
};

/** Everything that happens under a seed, but for the turns that processes take. */
export type Story = {
  readonly kernels: number;
  readonly callers: number;
  readonly kinds: readonly string[];
  readonly holdMs: number;
  readonly rebuilds: boolean;
  readonly stallMs: number;
  readonly faults: readonly Fault[];
};

const BREAKAGES = [
  "server",
  "server",
  "server",
  "kernel",
  "kernel",
  "both",
  "sessions",
  "stall",
] as const;
const ALL = [
  "fresh",
  "hot",
  "closing",
  "race",
  "shared",
  "again",
  "mismatch",
  "pair",
  "move",
  "post",
];
const KERNELS_MAX = 2;
const CALLERS_MIN = 8;
const CALLERS_MAX = 24;
const ANSWERS_MIN = 20;
const ANSWERS_MAX = 400;
const FAULTS_MAX = 3;
const PICK_MAX = 1_000_000;

/** The story of a seed. */
export function drawStory(seed: number): Story {
  const draw = drawFrom(seed);
  // Each seed leans to some kinds, so that some have a storm on one stream and others hardly meet.
  const favourites = Array.from({ length: 3 }, () => one(draw, ALL));
  return {
    kernels: draw.between(1, KERNELS_MAX),
    callers: draw.between(CALLERS_MIN, CALLERS_MAX),
    kinds: [...ALL, ...ALL, ...favourites.flatMap((kind) => Array.from({ length: 5 }, () => kind))],
    holdMs: draw.chance(50) ? 0 : 2_000,
    rebuilds: draw.chance(30),
    stallMs: draw.between(100, 1_000),
    faults: Array.from({ length: draw.between(1, FAULTS_MAX) }, () => ({
      breakage: one(draw, BREAKAGES),
      afterAnswers: draw.between(ANSWERS_MIN, ANSWERS_MAX),
      pick: draw.between(0, PICK_MAX),
    })),
  };
}

function one<T>(draw: Draw, all: readonly [T, ...T[]] | readonly T[]): T {
  const picked = all[draw.between(0, all.length - 1)];
  if (picked === undefined) throw new RangeError("nothing to draw from");
  return picked;
}

/** The story of a seed in which nothing but the server breaks. */
export function drawLoss(seed: number): Story {
  const { faults, ...story } = drawStory(seed);
  return { ...story, faults: faults.map((fault) => ({ ...fault, breakage: "server" })) };
}
