import type { Change } from "./change.ts";

/** Changes that are kept for somebody who does not take them. */
export const CHANGES_MAX = 256;

/** Why a seat was given up: too slow, gone, or the service stops. */
export type SeatEnd = "overflow" | "left" | "stopping";

export type SeatOptions = {
  /** The newest change that the feed has passed on. */
  readonly reached: () => number;
  /** What does not concern its owner takes no room. */
  readonly isWanted: (change: Change) => boolean;
  readonly onEnd: () => void;
};

/** A place at the feed: a queue of bounded length between one who follows and all that happens. */
export class Seat implements AsyncIterable<Change>, Disposable {
  readonly #options: SeatOptions;
  readonly #changes: Change[] = [];
  readonly #ending = new AbortController();
  #after = Infinity;
  #end: SeatEnd | undefined;
  #news: () => void = () => undefined;

  constructor(options: SeatOptions) {
    this.#options = options;
  }

  /** The newest change that the feed has passed on: up to there the owner has to read the log. */
  get reached(): number {
    return this.#options.reached();
  }

  /** Aborted when nothing more will come. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  get reason(): SeatEnd | undefined {
    return this.#end;
  }

  /**
   * From now on keeps what comes after the change `seq`. In one go with finding that `reached` is no further than that
   * nothing can come between.
   */
  takeOver(seq: number): void {
    this.#after = seq;
  }

  /** Keeps a change, or gives the seat up when there is no room. */
  offer(change: Change): void {
    if (change.seq <= this.#after || !this.#options.isWanted(change)) return;
    if (this.#changes.length >= CHANGES_MAX) this.end("overflow");
    else this.#changes.push(change);
    this.#news();
  }

  /** The first reason counts. */
  end(reason: SeatEnd): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#ending.abort();
    this.#options.onEnd();
    this.#news();
  }

  /** What was kept and what will come, until the seat is given up. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Change> {
    while (this.#end === undefined) {
      const change = this.#changes.shift();
      if (change === undefined) await this.#untilNews();
      else yield change;
    }
  }

  [Symbol.dispose](): void {
    this.end("left");
  }

  #untilNews(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#news = resolve;
    return promise;
  }
}
