/** Nothing is left that could ever happen, and still somebody waits. */
export class StandsStill extends Error {
  override readonly name = "StandsStill";
  readonly code = "stands_still";
}

type Timer = { readonly atMs: number; readonly callback: () => void };

/** Turns of the event loop without a timer after which nothing is to be expected any more. */
const IDLE_TURNS_MAX = 1000;

/**
 * A clock that jumps to the next timer as soon as nobody has anything to do, so that minutes of waiting take no time
 * and every run of the same program is the same. For programs that wait for each other and for timers alone.
 */
export class VirtualTime {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  /** Begins at that time, in milliseconds since 1970. */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Calls back after so many milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Waits. */
  async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Lets time pass until the work is done. Throws what it throws, or `StandsStill`. */
  async run<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    // What it throws is thrown below, when it is awaited.
    work
      .catch(() => undefined)
      .finally(() => {
        state.isDone = true;
      });
    for (let idle = 0; idle < IDLE_TURNS_MAX; idle += 1) {
      await nextTurn();
      if (state.isDone) return work;
      if (this.#fireNext()) idle = 0;
    }
    throw new StandsStill("everybody waits for something that will never happen");
  }

  #fireNext(): boolean {
    let next: Timer | undefined;
    // Of two timers of the same moment the older one is found first.
    for (const timer of this.#timers) if (timer.atMs < (next?.atMs ?? Infinity)) next = timer;
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#nowMs = next.atMs;
    next.callback();
    return true;
  }
}

/** All promises that can settle have settled by then. */
async function nextTurn(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
