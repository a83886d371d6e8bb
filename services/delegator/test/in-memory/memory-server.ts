import { concerns } from "../../src/application/change-events.ts";
import { ChangeFeed } from "../../src/application/change-feed.ts";
import type { ChangeLog } from "../../src/application/change-log.ts";
import type { FinalRows } from "../../src/application/final-rows.ts";
import { followChanges } from "../../src/application/follow-changes.ts";
import type { Seat } from "../../src/application/seat.ts";
import type { StreamEvent } from "../../src/application/stream-event.ts";
import type { StreamRequest } from "../../src/application/stream-request.ts";
import type { MemoryChangeLog } from "./memory-change-log.ts";

export type MemoryStream = {
  readonly seat: Seat;
  readonly events: AsyncGenerator<StreamEvent>;
};

/** One process that serves streams from a log; its time stands still, so that only `wake` makes it look. */
export class MemoryServer implements AsyncDisposable {
  readonly #log: ChangeLog;
  readonly #finalRows: FinalRows;
  readonly faults: unknown[] = [];
  readonly #feed: ChangeFeed;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  /** `answers` is how the log is read, when that is not at once. */
  constructor(log: MemoryChangeLog, answers: ChangeLog = log) {
    this.#log = answers;
    this.#finalRows = log.finalRows;
    this.#feed = new ChangeFeed({
      log: answers,
      clock: { sleep: untilAborted },
      onFault: (error) => this.faults.push(error),
    });
    this.#running = this.#feed.run(this.#stopping.signal);
  }

  wake(): void {
    this.#feed.wake();
  }

  async open(request: StreamRequest): Promise<MemoryStream> {
    const log = this.#log;
    const state = await log.state(request.after?.seq);
    const seat = this.#feed.join(state.newest, (change) => concerns(change, request));
    return {
      seat,
      events: followChanges({ log, seat, finalRows: this.#finalRows }, request, state),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }
}

function untilAborted(_milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}
