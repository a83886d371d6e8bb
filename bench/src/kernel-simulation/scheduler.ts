import type { Draw } from "../draw.ts";

type Timer = { readonly atMs: number; readonly order: number; readonly wake: () => void };

const START_MS = 1_764_000_000_000;
const ORDERS = 1_000;

/** A time that stands still while anything runs, and jumps to whatever comes next. */
export class Scheduler {
  readonly #draw: Draw;
  /** The next one stands last. */
  readonly #timers: Timer[] = [];
  #nowMs = START_MS;
  #steps = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Since the beginning. */
  get elapsedMs(): number {
    return this.#nowMs - START_MS;
  }

  get steps(): number {
    return this.#steps;
  }

  get isIdle(): boolean {
    return this.#timers.length === 0;
  }

  /** Wakes somebody after a while; among those of one moment chance decides. */
  after(ms: number, wake: () => void): void {
    const timer = { atMs: this.#nowMs + ms, order: this.#draw.between(0, ORDERS), wake };
    const timers = this.#timers;
    let at = timers.length;
    // Most of them are due soon, and stand near the end.
    for (let next = timers[at - 1]; next !== undefined; next = timers[at - 1]) {
      if (next.atMs > timer.atMs || (next.atMs === timer.atMs && next.order > timer.order)) break;
      timers[at] = next;
      at -= 1;
    }
    timers[at] = timer;
  }

  /** Wakes the next one; what follows from it has run once `settled` has resolved. */
  step(): void {
    const timer = this.#timers.pop();
    this.#steps += 1;
    if (timer === undefined) return;
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.wake();
  }
}

/** Resolves when every promise that can has gone on: Node looks at these callbacks once there is none left. */
export function settled(): Promise<void> {
  return new Promise(onceSettled);
}

function onceSettled(resolve: () => void): void {
  process.nextTick(resolve);
}
