import type { Draw } from "../draw.ts";
import type { Wound } from "./bells.ts";

/** What is wished of one process. */
export type Wish = { readonly id: string; readonly wound: Wound };

/** What breaks, and how long after the thing before it. */
export type BellFault = {
  readonly afterMs: number;
  readonly breakage:
    | { readonly kind: "kill_kernel" | "kill_server" | "kill_both"; readonly pick: number }
    | { readonly kind: "clock_jump"; readonly ms: number };
};

/** A story of processes that set, change and cancel timers while things break. */
export type BellStory = {
  readonly first: readonly Wish[];
  /** Come between the faults. */
  readonly second: readonly Wish[];
  readonly faults: readonly BellFault[];
};

const PROCESSES = 20;
const TIMERS_EACH = 10;
const PAST_MS = -200;
const FUTURE_MS = 3_000;
const JUMP_MS = 5_000;
const BETWEEN_MS = 900;

/** Draws a story of two hundred timers. */
export function drawBells(draw: Draw): BellStory {
  const ids = Array.from({ length: PROCESSES }, (_, at) => `${at + 1}`);
  const names = (id: string): readonly string[] =>
    Array.from({ length: TIMERS_EACH }, (_, at) => `bell${id}x${at + 1}`);
  const due = (timer: string) => ({ timer, inMs: draw.between(PAST_MS, FUTURE_MS) });
  const first = ids.map((id) => {
    const set = names(id).map(due);
    return { id, wound: { type: "Wound", set, cancel: [] } } as const;
  });
  const second = ids.flatMap((id) => {
    if (draw.chance(50)) return [];
    const set = names(id)
      .filter(() => draw.chance(15))
      .map(due);
    const cancel = names(id).filter(() => draw.chance(15));
    return [{ id, wound: { type: "Wound", set, cancel } } as const];
  });
  const faults = Array.from({ length: draw.between(2, 5) }, () => ({
    afterMs: draw.between(50, BETWEEN_MS),
    breakage: breakageOf(draw),
  }));
  return { first, second, faults };
}

function breakageOf(draw: Draw): BellFault["breakage"] {
  const kind = draw.between(1, 100);
  const pick = draw.between(0, 1);
  if (kind <= 50) return { kind: "kill_kernel", pick };
  if (kind <= 65) return { kind: "kill_server", pick };
  if (kind <= 75) return { kind: "kill_both", pick };
  return { kind: "clock_jump", ms: draw.between(-JUMP_MS, JUMP_MS) };
}
