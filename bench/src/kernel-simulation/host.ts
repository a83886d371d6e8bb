import type { Draw } from "../draw.ts";
import { Away } from "./away.ts";
import type { Scheduler } from "./scheduler.ts";

/** How badly messages fare, in percent. */
export type Weather = {
  /** Of messages that take any time at all. */
  readonly slow: number;
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly twice: number;
};

const MESSAGE_MS_MAX = 20;
/** Longer than a lease. */
const STALL_MS_MAX = 15_000;
const STALL_PERCENT = 4;
const CLOCK_JUMP_MS_MAX = 20_000;

type HostOptions = {
  readonly scheduler: Scheduler;
  readonly draw: Draw;
  readonly weather: () => Weather;
};

/** The machine under one process: its clock, its sleep and its way to the store, until it dies. */
export class Host {
  readonly #scheduler: Scheduler;
  readonly #draw: Draw;
  readonly #weather: () => Weather;
  readonly #death = Promise.withResolvers<never>();
  readonly #lastWills: (() => void)[] = [];
  #isAlive = true;
  #clockMs = 0;

  constructor({ scheduler, draw, weather }: HostOptions) {
    this.#scheduler = scheduler;
    this.#draw = draw;
    this.#weather = weather;
    this.#death.promise.catch(() => undefined);
  }

  readonly nowMs = (): number => this.#scheduler.nowMs + this.#clockMs;

  /** From 0 up to 1. */
  readonly random = (): number => this.#draw.between(0, 999) / 1_000;

  /** Sleeps of the dead never end. */
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const end = (): void => reject(signal?.reason);
      signal?.addEventListener("abort", end, { once: true });
      return this.#later(ms, () => {
        signal?.removeEventListener("abort", end);
        resolve();
      });
    });

  /** Sets the clock forwards or backwards. */
  jump(): void {
    this.#clockMs += this.#draw.between(-CLOCK_JUMP_MS_MAX, CLOCK_JUMP_MS_MAX);
  }

  /** Nothing of it runs any more; its open transactions are taken back. */
  die(): void {
    this.#isAlive = false;
    this.#death.reject(new Away("not_applied"));
    for (const will of this.#lastWills) will();
  }

  /** Runs when it dies. */
  onDeath(will: () => void): void {
    this.#lastWills.push(will);
  }

  /** Runs the work of a transaction, which ends with its process. */
  async inTransaction(work: () => Promise<void>): Promise<void> {
    await Promise.race([work(), this.#death.promise]);
  }

  /** Asks the store. The message or its answer may be late, be lost or come twice. */
  ask<T>(ask: () => Promise<T>, lost: (isApplied: boolean) => Error): Promise<T> {
    if (!this.#isAlive) return new Promise(() => undefined);
    const draw = this.#draw;
    const { slow, lostBefore, lostAfter, twice } = this.#weather();
    const isBefore = draw.chance(lostBefore);
    const isAfter = !isBefore && draw.chance(lostAfter);
    const isTwice = draw.chance(twice);
    if (!isBefore && !isAfter && !isTwice && !draw.chance(slow)) return ask();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const back = (settle: () => void): void => this.#later(this.#travelMs(), settle);
    this.#scheduler.after(this.#travelMs(), () => {
      if (isBefore) return back(() => reject(lost(false)));
      ask().then(
        (value) => back(() => (isAfter ? reject(lost(true)) : resolve(value))),
        (error: unknown) => back(() => reject(isAfter ? lost(true) : error)),
      );
      if (isTwice) this.#scheduler.after(this.#travelMs(), () => void ask().catch(() => undefined));
      return undefined;
    });
    return promise;
  }

  #travelMs(): number {
    const isStalled = this.#draw.chance(STALL_PERCENT);
    return this.#draw.between(0, isStalled ? STALL_MS_MAX : MESSAGE_MS_MAX);
  }

  #later(ms: number, wake: () => void): void {
    this.#scheduler.after(ms, () => {
      if (this.#isAlive) wake();
    });
  }
}

const LOST_PERCENT_MAX = 10;
const SLOW_PERCENT_MAX = 30;

/** Some seeds have a calm network, others a bad one. */
export function drawWeather(draw: Draw): Weather {
  return {
    slow: draw.between(0, SLOW_PERCENT_MAX),
    lostBefore: draw.between(0, LOST_PERCENT_MAX),
    lostAfter: draw.between(0, LOST_PERCENT_MAX),
    twice: draw.between(0, LOST_PERCENT_MAX),
  };
}
