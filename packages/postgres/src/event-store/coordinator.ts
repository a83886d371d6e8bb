import { type AppendOutcome, Overloaded, type PreparedAppend } from "@holdfast/cqrs/event-store";

import { type BatchLimits, chooseBatch } from "./choose-batch.ts";
import { isDataError } from "./is-data-error.ts";
import type { Follows } from "./send-batch.ts";

/** What was done, for metrics. */
export type BatchSent = {
  readonly requests: number;
  readonly events: number;
  /** Requests that wait for the next one. */
  readonly waiting: number;
  /** How long the oldest request of the batch waited to be sent, and how long the answer took. */
  readonly waitedMs: number;
  readonly tookMs: number;
};

/** How much waits, and how much goes together. */
export type CoordinatorOptions = BatchLimits & {
  readonly queueMax: number;
  readonly queueCharactersMax: number;
  readonly onBatch?: (batch: BatchSent) => void;
};

/** Sends a batch; one that follows another must not be applied before all of that one is settled or applied. */
export type Send = (
  batch: readonly PreparedAppend[],
  follows?: Follows,
) => Promise<readonly AppendOutcome[]>;

type Item = {
  readonly request: PreparedAppend;
  readonly since: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
};

type Tell = () => void;

/**
 * While the log takes one batch, the next is written down and sent: the lock of the head makes them wait for each
 * other there. More would only wait.
 */
const UNDER_WAY_MAX = 2;

/** Fewer are not shared out among two batches: what a batch costs besides its requests would outweigh it. */
const SHARED_MIN = 16;

/**
 * Group commit: whatever has gathered while batches were under way is the next one. A lone request leaves at once,
 * since nothing waits for company.
 */
export class Coordinator implements AsyncDisposable {
  readonly #send: Send;
  readonly #options: CoordinatorOptions;
  readonly #underWay = new Map<readonly Item[], Promise<Tell>>();
  #queue: Item[] = [];
  #characters = 0;
  #isAwake = false;
  /** All that waits has to wait for a batch that is under way. */
  #isHeldBack = false;
  #isDisposed = false;

  constructor(send: Send, options: CoordinatorOptions) {
    this.#send = send;
    this.#options = options;
  }

  /** Queues a request; resolves with its outcome, rejects with what the whole batch failed of. */
  submit(request: PreparedAppend, signal?: AbortSignal): Promise<AppendOutcome> {
    if (this.#isDisposed) throw new TypeError("the event store has been disposed of");
    const { queueMax, queueCharactersMax } = this.#options;
    const characters = this.#characters + request.characters;
    if (this.#queue.length >= queueMax || characters > queueCharactersMax) {
      throw new Overloaded(this.#queue.length);
    }
    const { promise, resolve, reject } = Promise.withResolvers<AppendOutcome>();
    this.#queue.push({ request, since: performance.now(), signal, resolve, reject });
    this.#characters = characters;
    this.#wake();
    return promise;
  }

  /** Waits for everything that was submitted. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    while (this.#queue.length > 0 || this.#underWay.size > 0) {
      const [first] = this.#underWay.values();
      await (first ?? nextMacrotask());
    }
  }

  /** Whoever asks in this very moment travels along. */
  #wake(): void {
    // Looking through a long queue with each request that comes would cost more than a second batch can bring.
    if (this.#isAwake || this.#isHeldBack || this.#underWay.size === UNDER_WAY_MAX) return;
    this.#isAwake = true;
    setImmediate(() => {
      this.#isAwake = false;
      this.#fill();
    });
  }

  /** Sends what waits; says whether there was something. */
  #fill(): boolean {
    const before = this.#underWay.size;
    while (this.#underWay.size < UNDER_WAY_MAX) {
      const { batch, follows } = this.#next();
      this.#isHeldBack = batch.length === 0 && this.#queue.length > 0;
      if (batch.length === 0) break;
      const sent = this.#sendNow(batch, follows ? this.#lastUnderWay() : undefined);
      this.#underWay.set(batch, sent);
      void this.#conclude(batch, sent);
    }
    return this.#underWay.size > before;
  }

  #lastUnderWay(): Follows | undefined {
    const under = [...this.#underWay].at(-1);
    const last = under?.[0].at(-1)?.request;
    return under === undefined || last === undefined ? undefined : { last, settled: under[1] };
  }

  async #conclude(batch: readonly Item[], sent: Promise<Tell>): Promise<void> {
    const tell = await sent;
    this.#underWay.delete(batch);
    // What waited is on its way before the callers of this batch take the processor.
    if (this.#fill()) await nextMacrotask();
    tell();
  }

  #next(): ReturnType<typeof chooseBatch<Item>> {
    const waiting = this.#queue.filter((item) => this.#isWanted(item));
    const chosen = this.#choose(waiting);
    this.#queue = [...chosen.rest];
    for (const { request } of chosen.batch) this.#characters -= request.characters;
    return chosen;
  }

  /** All that may leave, or half of it if the other half could leave right behind. */
  #choose(waiting: readonly Item[]): ReturnType<typeof chooseBatch<Item>> {
    const all = chooseBatch(waiting, this.#options, [...this.#underWay.keys()].flat());
    const requestsMax = Math.ceil(all.batch.length / UNDER_WAY_MAX);
    if (this.#underWay.size > 0 || requestsMax < SHARED_MIN) return all;
    const half = chooseBatch(waiting, { ...this.#options, requestsMax });
    const { batch: behind } = chooseBatch(half.rest, this.#options, half.batch);
    return behind.length < SHARED_MIN ? all : half;
  }

  #isWanted({ signal, reject, request }: Item): boolean {
    if (signal?.aborted !== true) return true;
    this.#characters -= request.characters;
    reject(signal.reason);
    return false;
  }

  /** Sends a batch; returns what tells its callers. */
  async #sendNow(batch: readonly Item[], follows: Follows | undefined): Promise<Tell> {
    const startedMs = performance.now();
    const told = await this.#settle(batch, follows);
    this.#options.onBatch?.({
      requests: batch.length,
      events: batch.reduce((sum, { request }) => sum + request.events.length, 0),
      waiting: this.#queue.length,
      waitedMs: startedMs - Math.min(...batch.map(({ since }) => since)),
      tookMs: performance.now() - startedMs,
    });
    return () => {
      for (const tell of told) tell();
    };
  }

  async #settle(batch: readonly Item[], follows: Follows | undefined): Promise<readonly Tell[]> {
    try {
      const requests = batch.map(({ request }) => request);
      const outcomes = await this.#send(requests, follows);
      return batch.map(({ resolve, reject }, at) => {
        const outcome = outcomes[at];
        if (outcome !== undefined) return () => resolve(outcome);
        return () => reject(new RangeError("an independent request came back without an outcome"));
      });
    } catch (error) {
      if (batch.length === 1 || !isDataError(error)) {
        return batch.map(
          ({ reject }) =>
            () =>
              reject(error),
        );
      }
      // One of them spoils it for all. Halves find the culprit in few steps, and its neighbours pass.
      const half = Math.ceil(batch.length / 2);
      const first = await this.#settle(batch.slice(0, half), follows);
      return [...first, ...(await this.#settle(batch.slice(half), follows))];
    }
  }
}

function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
