import { setTimeout as sleep } from "node:timers/promises";

/** What nobody has asked for so long is not needed any more. */
const IDLE_MS_MAX = 2_000;

/** How something that is costly to start is started and ended. */
export type Lendable<Thing> = {
  readonly start: () => Thing | Promise<Thing>;
  readonly end: (thing: Thing) => void | PromiseLike<void>;
};

/** Lends things to one borrower each: there are as many as are busy at a time. */
export class LendingPool<Thing> {
  readonly #lendable: Lendable<Thing>;
  readonly #idle: Thing[] = [];

  constructor(lendable: Lendable<Thing>) {
    this.#lendable = lendable;
  }

  /** Lends a thing for the time of `work`; one with which `work` failed is not lent again. */
  async with<T>(work: (thing: Thing) => Promise<T>): Promise<T> {
    const lent = this.#idle.pop() ?? (await this.#lendable.start());
    let isSound = false;
    try {
      const result = await work(lent);
      isSound = true;
      return result;
    } finally {
      if (isSound) this.#keep(lent);
      else await this.#lendable.end(lent);
    }
  }

  #keep(thing: Thing): void {
    this.#idle.push(thing);
    void this.#endIdle(thing);
  }

  async #endIdle(thing: Thing): Promise<void> {
    await sleep(IDLE_MS_MAX);
    const at = this.#idle.indexOf(thing);
    if (at === -1) return;
    this.#idle.splice(at, 1);
    await this.#lendable.end(thing);
  }
}
