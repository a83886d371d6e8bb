import { Backoff } from "./backoff.ts";
import type { Bell } from "./bell.ts";
import { CheckpointBeyondLog } from "./checkpoint-beyond-log.ts";
import { HandlerFailed } from "./handler-failed.ts";
import { presentEvents } from "./present-events.ts";
import { ReadAhead } from "./read-ahead.ts";
import { replayAsked } from "./replay-asked.ts";
import type { RunOptions } from "./run-options.ts";
import { SubscriptionLost } from "./subscription-lost.ts";
import type { Failure, Holding, LogPage } from "./subscription-store.ts";
import type { Subscription } from "./subscription.ts";
import { textOf } from "./text-of.ts";

/** What one time of owning a subscription needs besides the options of the run. */
type SessionOptions<Tx> = RunOptions<Tx> & {
  readonly leaseMs: number;
  readonly bell: Bell;
  /** Rests after failures of the store; reset by what succeeds. */
  readonly backoff: Backoff;
};

const BATCH_MAX = 1_000;
const CATCH_UP_MAX = 5_000;
const BATCH_BYTES_MAX = 4_194_304;
const POLL_MS_MIN = 25;
const POLL_MS_MAX = 1_000;
/** How often the checkpoint moves where there is nothing to handle: a log that others write to is no work. */
const SKIP_EVERY_MS = 1_000;
/** A log that grows by what is not wanted is looked at ever less often: at the most so many times as long is gathered. */
const GATHER_TIMES_MAX = 4;
/** How often somebody who asked for a parked event is looked for. */
const ASKED_EVERY_MS = 1_000;
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 10_000;

/** Events that are handled together, up to a position; none of them where only the span matters. */
type Part = Pick<LogPage, "events" | "to">;

/** Handles the log from a checkpoint on, for as long as the subscription is ours. */
export class Session<Tx> {
  readonly #subscription: Subscription<Tx>;
  readonly #holding: Holding;
  readonly #options: SessionOptions<Tx>;
  /** It wants to know how far the log goes, and not what is in it. */
  readonly #isOfSpans: boolean;
  readonly #over = new AbortController();
  readonly #poll = new Backoff(POLL_MS_MIN, POLL_MS_MAX);
  readonly #gathering: Backoff;
  /** The checkpoint. */
  #position = 0n;
  /** How far the log was looked at: beyond the checkpoint lie events that the filter leaves out. */
  #seen = 0n;
  #skippedAtMs = -Infinity;
  #askedAtMs = -Infinity;
  #behind = 0n;
  /** What was left in the log behind the page that was read last. */
  #unread = 0n;
  readonly #pages = new ReadAhead((after) => this.#read(after), this.#over.signal);
  #turnedAtMs: number;

  constructor(subscription: Subscription<Tx>, holding: Holding, options: SessionOptions<Tx>) {
    this.#subscription = subscription;
    this.#isOfSpans = "eachSpan" in subscription;
    this.#holding = holding;
    this.#options = options;
    const { gatherMs = 0 } = options;
    this.#gathering = new Backoff(gatherMs, gatherMs * GATHER_TIMES_MAX);
    this.#turnedAtMs = options.nowMs();
  }

  /** Returns when the run is over, the subscription has stopped, or somebody else has taken it. */
  async run(position: bigint): Promise<void> {
    this.#position = position;
    this.#seen = position;
    const { signal, bell, store, onError } = this.#options;
    const end = (): void => {
      this.#over.abort();
      bell.ring();
    };
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    const renewing = this.#keepRenewing(end);
    try {
      while (!this.#over.signal.aborted) await this.#turn();
    } catch (error) {
      if (!this.#over.signal.aborted) throw error;
    } finally {
      signal.removeEventListener("abort", end);
      this.#over.abort();
      await renewing;
      // Away, or somebody else's by now: then the lease runs out by itself.
      await store.release(this.#holding).catch((error: unknown) => onError?.(error));
    }
  }

  async #turn(): Promise<void> {
    await this.#replay();
    const page = await this.#pages.take(this.#seen);
    this.#turnedAtMs = this.#options.nowMs();
    this.#behind = page.head - page.to;
    if (page.head < this.#seen) return this.#stopBeyond(page.head);
    const hasGrown = page.to > this.#seen;
    if (hasGrown) this.#poll.reset();
    this.#seen = page.to;
    if (page.to >= page.head && !this.#isWanted(page)) {
      // A log that others write to rings all the time.
      if (hasGrown) await this.#gather();
      return this.#rest();
    }
    await this.#handle(page);
    this.#gathering.reset();
    if (page.to >= page.head) await this.#gather();
  }

  async #gather(): Promise<void> {
    const gatherMs = this.#gathering.next();
    const { sleep } = this.#options;
    if (gatherMs > 0) await sleep(gatherMs, this.#over.signal).catch(() => undefined);
  }

  /** Handles what was parked and asked for again. */
  async #replay(): Promise<void> {
    const nowMs = this.#options.nowMs();
    const sinceMs = nowMs - this.#askedAtMs;
    if (sinceMs >= 0 && sinceMs < ASKED_EVERY_MS) return;
    this.#askedAtMs = nowMs;
    const { store, onError } = this.#options;
    const { signal } = this.#over;
    await replayAsked(this.#subscription, { store, signal, ...(onError && { onError }) });
  }

  /** At the end of the log, with nothing to handle. */
  async #rest(): Promise<void> {
    const { nowMs, bell } = this.#options;
    const sinceMs = nowMs() - this.#skippedAtMs;
    // A clock that was set back must not hold it up.
    const isDue = sinceMs < 0 || sinceMs >= SKIP_EVERY_MS;
    if (this.#position === this.#seen) return bell.rest(this.#poll.next());
    if (!isDue) return bell.rest(Math.min(this.#poll.next(), SKIP_EVERY_MS - sinceMs));
    await this.#move({ events: [], to: this.#seen });
    this.#skippedAtMs = nowMs();
  }

  async #stopBeyond(head: bigint): Promise<void> {
    const beyond = new CheckpointBeyondLog(this.#holding, { position: this.#seen, head });
    this.#options.onError?.(beyond);
    await this.#options.store.stop(this.#holding, { error: beyond.message, attempts: 0 });
    this.#over.abort();
  }

  async #read(after: bigint): Promise<LogPage> {
    const { store, batchMax = BATCH_MAX, catchUpMax = CATCH_UP_MAX, onPoll, nowMs } = this.#options;
    const { batchBytesMax: bytesMax = BATCH_BYTES_MAX } = this.#options;
    const max = this.#unread > batchMax ? Math.max(batchMax, catchUpMax) : batchMax;
    const { filter = {} } = this.#subscription;
    const beganMs = nowMs();
    const page = this.#isOfSpans
      ? spanOf(after, max, await store.head())
      : await store.readPage({ after, max, bytesMax, filter });
    this.#unread = page.head - page.to;
    const events = this.#isOfSpans ? Math.max(0, Number(page.to - after)) : page.events.length;
    onPoll?.({ events, tookMs: nowMs() - beganMs });
    return page;
  }

  #isWanted({ events, to }: Part): boolean {
    return this.#isOfSpans ? to > this.#position : events.length > 0;
  }

  async #handle(page: LogPage): Promise<void> {
    const failed = await this.#try(page);
    if (failed === undefined) return;
    const parts = this.#partsOf(page);
    // One of them is the culprit; alone, each of the others is unharmed.
    const first = parts.length === 1 ? failed : undefined;
    for (const part of parts) if (!(await this.#persist(part, first))) return;
  }

  /** The events of a page, one by one. */
  #partsOf({ events, to }: Part): readonly Part[] {
    if (!this.#isOfSpans) return events.map((event) => ({ events: [event], to: event.position }));
    const next = this.#position + 1n;
    const length = Number(to - this.#position);
    return Array.from({ length }, (_, at) => ({ events: [], to: next + BigInt(at) }));
  }

  /** Handles one event as often as the policy says; false if the subscription has stopped at it. */
  async #persist(part: Part, first: HandlerFailed | undefined): Promise<boolean> {
    const {
      retries = 0,
      backoffMs = doubling,
      giveUp = "stop",
    } = this.#subscription.onFailure ?? {};
    let failed = first ?? (await this.#try(part));
    for (let attempts = 1; failed !== undefined; attempts += 1) {
      if (attempts > retries) {
        const failure = { error: textOf(failed.cause), attempts };
        return this.#giveUp(part.to, { giveUp, failure });
      }
      await this.#options.sleep(backoffMs(attempts), this.#over.signal);
      this.#turnedAtMs = this.#options.nowMs();
      failed = await this.#try(part);
    }
    return true;
  }

  async #giveUp(
    position: bigint,
    { giveUp, failure }: { readonly giveUp: "stop" | "park"; readonly failure: Failure },
  ): Promise<boolean> {
    if (giveUp === "park") {
      await this.#move({ events: [], to: position }, failure);
      return true;
    }
    const error = `event ${position}: ${failure.error}`;
    await this.#options.store.stop(this.#holding, { ...failure, error });
    this.#over.abort();
    return false;
  }

  /** Handles events; says why not if that is the fault of the events or of their handler. */
  async #try(part: Part): Promise<HandlerFailed | undefined> {
    const isWanted = this.#isWanted(part);
    try {
      await this.#move(part);
      return undefined;
    } catch (error) {
      if (!isWanted || this.#over.signal.aborted) throw error;
      // A handler meets a store that is away as we do: that is nothing about the event.
      const cause = error instanceof HandlerFailed ? error.cause : error;
      const isOurs = cause instanceof SubscriptionLost || this.#options.store.isTransient(cause);
      if (isOurs) throw cause;
      const failed = error instanceof HandlerFailed ? error : new HandlerFailed(error);
      this.#options.onError?.(failed.cause);
      return failed;
    }
  }

  async #move({ events: recorded, to }: Part, parked?: Failure): Promise<void> {
    const { store, leaseMs, nowMs, onBatch, backoff } = this.#options;
    const { signal } = this.#over;
    const beganMs = nowMs();
    const subscription = this.#subscription;
    const events = presentEvents(recorded, subscription);
    if ("deliver" in subscription && events.length > 0) {
      await subscription.deliver(events, signal).catch((error: unknown) => {
        throw new HandlerFailed(error);
      });
    }
    const step = { ...this.#holding, from: this.#position, to, leaseMs, signal };
    const span = { after: this.#position, upTo: to };
    await store.advance({ ...step, ...(parked !== undefined && { parked }) }, async (tx) => {
      if ("eachBatch" in subscription && events.length > 0) {
        await subscription.eachBatch(events, tx, signal);
      }
      if ("eachSpan" in subscription && parked === undefined) {
        await subscription.eachSpan(span, tx, signal);
      }
    });
    const passed = parked === undefined ? Number(to - this.#position) : 0;
    const handled = this.#isOfSpans ? passed : events.length;
    this.#position = to;
    this.#turnedAtMs = nowMs();
    backoff.reset();
    const handledMs = this.#turnedAtMs - beganMs;
    const skipped = passed - handled;
    onBatch?.({ events: handled, skipped, position: to, lagEvents: this.#behind, handledMs });
  }

  async #keepRenewing(end: () => void): Promise<void> {
    const { store, leaseMs, nowMs, sleep, onError } = this.#options;
    const { signal } = this.#over;
    for (;;) {
      await sleep(leaseMs / 3, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const turn = { leaseMs, agoMs: nowMs() - this.#turnedAtMs };
        if (!(await store.renew(this.#holding, turn))) end();
      } catch (error) {
        // The lease is not what keeps others out: the epoch is.
        onError?.(error);
      }
    }
  }
}

function spanOf(after: bigint, max: number, head: bigint): LogPage {
  const end = after + BigInt(max);
  return { events: [], to: end < head ? end : head, head };
}

function doubling(attempt: number): number {
  return Math.min(RETRY_MS_MIN * 2 ** (attempt - 1), RETRY_MS_MAX);
}
