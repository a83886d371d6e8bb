import type { Draw } from "../draw.ts";
import type { Mood, Wound } from "./bells.ts";

/** Which process, of which tenant. */
export type BellAddress = { readonly tenant: string; readonly id: string };

/** What is wished of one process. */
export type Wish = BellAddress & { readonly wound: Wound };

/** A bell cracks or is mended. */
export type Change = BellAddress & { readonly mood: Mood["type"] };

/** What breaks, and how long after the thing before it. */
export type BellFault = {
  readonly afterMs: number;
  readonly breakage:
    | { readonly kind: "kill_kernel" | "kill_server" | "kill_both"; readonly pick: number }
    | { readonly kind: "clock_jump"; readonly pick: number; readonly ms: number };
};

/** What is wished and what happens to bells, while something breaks. */
export type BellAct = {
  readonly wishes: readonly Wish[];
  readonly changes: readonly Change[];
  readonly fault: BellFault;
};

/** A story of processes that set, change and cancel timers, and end, while things break. */
export type BellStory = {
  readonly cracked: readonly BellAddress[];
  readonly first: readonly Wish[];
  readonly acts: readonly BellAct[];
};

/** Their processes and bells have the same names. */
const TENANTS = [
  "00000000-0000-0000-0000-000000000000",
  "11111111-1111-4111-8111-111111111111",
  "22222222-2222-4222-8222-222222222222",
];
const PROCESSES_EACH = 7;
const TIMERS_EACH = 10;
const PAST_MS = -200;
const FUTURE_MS = 3_000;
const JUMP_MS = 4_000;
const BETWEEN_MS = 900;

/** Draws a story of two hundred timers. */
export function drawBells(draw: Draw): BellStory {
  const processes = TENANTS.flatMap((tenant) =>
    Array.from({ length: PROCESSES_EACH }, (_, at) => ({ tenant, id: `${at + 1}` })),
  );
  const bells = processes.flatMap(({ tenant, id }) =>
    namesOf(id).map((each) => ({ tenant, id: each })),
  );
  const first = processes.map((one) => firstWish(draw, one));
  const cracked = bells.filter(() => draw.chance(20));
  const second = processes.filter(() => draw.chance(60)).map((one) => secondWish(draw, one));
  const count = draw.between(2, 5);
  const acts = Array.from({ length: count }, (_, at) => ({
    wishes: second.filter((_wish, number) => number % count === at),
    changes: changesOf(draw, bells),
    fault: { afterMs: draw.between(50, BETWEEN_MS), breakage: breakageOf(draw) },
  }));
  return { cracked, first, acts };
}

function namesOf(id: string): readonly string[] {
  return Array.from({ length: TIMERS_EACH }, (_, at) => `${id}x${at + 1}`);
}

function dueBy(draw: Draw) {
  return (timer: string) => ({ timer, inMs: draw.between(PAST_MS, FUTURE_MS) });
}

function firstWish(draw: Draw, { tenant, id }: BellAddress): Wish {
  const set = namesOf(id).map(dueBy(draw));
  return { tenant, id, wound: { type: "Wound", set, cancel: [], isLast: false } };
}

/** Some timers are set anew, some are cancelled; for some processes it is the end. */
function secondWish(draw: Draw, { tenant, id }: BellAddress): Wish {
  const set = namesOf(id)
    .filter(() => draw.chance(15))
    .map(dueBy(draw));
  const cancel = namesOf(id).filter(() => draw.chance(15));
  return { tenant, id, wound: { type: "Wound", set, cancel, isLast: draw.chance(30) } };
}

function changesOf(draw: Draw, bells: readonly BellAddress[]): readonly Change[] {
  return bells
    .filter(() => draw.chance(10))
    .map((bell) => ({ ...bell, mood: draw.chance(50) ? "Cracked" : "Mended" }));
}

function breakageOf(draw: Draw): BellFault["breakage"] {
  const kind = draw.between(1, 100);
  const pick = draw.between(0, 1);
  if (kind <= 40) return { kind: "kill_kernel", pick };
  if (kind <= 55) return { kind: "kill_server", pick };
  if (kind <= 65) return { kind: "kill_both", pick };
  return { kind: "clock_jump", pick, ms: draw.between(-JUMP_MS, JUMP_MS) };
}
