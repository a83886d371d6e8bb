import type { ChangeLog } from "./change-log.ts";
import type { Change } from "./change.ts";
import type { Clock } from "./clock.ts";
import { gapless } from "./gapless.ts";
import { Seat } from "./seat.ts";

/** How long a notification that got lost may delay a change. */
const POLL_MS = 1_000;
/** Changes read at a time: few enough that those who follow can take them before the next ones come. */
export const FEED_PAGE = 64;

export type ChangeFeedParts = {
  readonly log: Pick<ChangeLog, "since">;
  readonly clock: Pick<Clock, "sleep">;
  /** Told when the log could not be read; it is tried again. */
  readonly onFault: (error: unknown) => void;
};

/** Reads the change log once for all who follow it, and not at all while nobody does. */
export class ChangeFeed {
  readonly #parts: ChangeFeedParts;
  readonly #seats = new Set<Seat>();
  #position = 0;
  #waking = new AbortController();
  #isStopped = false;

  constructor(parts: ChangeFeedParts) {
    this.#parts = parts;
  }

  /**
   * `newest` is the newest change just now: a feed that nobody followed begins there. It never goes back, or what it is
   * just reading would look as if something were missing before it.
   */
  join(newest: number, isWanted: (change: Change) => boolean): Seat {
    if (this.#seats.size === 0) this.#position = Math.max(this.#position, newest);
    const seat: Seat = new Seat({
      reached: () => this.#position,
      isWanted,
      onEnd: () => this.#seats.delete(seat),
    });
    this.#seats.add(seat);
    if (this.#isStopped) seat.end("stopping");
    this.wake();
    return seat;
  }

  /** Something may have happened. */
  readonly wake = (): void => this.#waking.abort();

  /** Passes changes on until it is told to stop; then everybody's seat is given up. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", this.#stop, { once: true });
    if (signal.aborted) this.#stop();
    while (!this.#isStopped) {
      // Whoever wakes the feed while it reads makes it read once more.
      this.#waking = new AbortController();
      if (this.#seats.size > 0) await this.#read();
      await this.#rest();
    }
  }

  readonly #stop = (): void => {
    this.#isStopped = true;
    for (const seat of this.#seats) seat.end("stopping");
    this.wake();
  };

  async #read(): Promise<void> {
    try {
      for (let isMore = true; isMore && !this.#isStopped;) {
        const changes = await this.#parts.log.since(this.#position, FEED_PAGE);
        this.#passOn(changes);
        isMore = changes.length === FEED_PAGE;
      }
    } catch (error) {
      this.#parts.onFault(error);
    }
  }

  /** The feed may have been left and joined again, further on, while these were read; nobody minds. */
  #passOn(changes: readonly Change[]): void {
    for (const change of gapless(this.#position, changes, this.#position)) {
      this.#position = change.seq;
      for (const seat of this.#seats) seat.offer(change);
    }
  }

  async #rest(): Promise<void> {
    const { signal } = this.#waking;
    if (this.#isStopped || signal.aborted) return;
    if (this.#seats.size > 0) {
      await this.#parts.clock.sleep(POLL_MS, signal).catch(() => undefined);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }
}
