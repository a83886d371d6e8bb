import { type AppendOutcome, Overloaded } from "@holdfast/cqrs/event-store";

import type { BatchOutcome } from "./append-batch.ts";
import { type BatchLimits, chooseBatch } from "./choose-batch.ts";
import type { EncodedAppend } from "./encoded-append.ts";
import { isDataError } from "./is-data-error.ts";

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

type Item = {
  readonly encoded: EncodedAppend;
  readonly request: EncodedAppend["request"];
  readonly since: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Group commit: whatever has gathered while one batch was under way is the next one. A lone request leaves at once,
 * since nothing waits for company.
 */
export class Coordinator implements AsyncDisposable {
  readonly #send: (batch: readonly EncodedAppend[]) => Promise<readonly BatchOutcome[]>;
  readonly #options: CoordinatorOptions;
  #queue: readonly Item[] = [];
  #arrived: Item[] = [];
  #characters = 0;
  #isDisposed = false;
  #running: Promise<void> | undefined;

  constructor(
    send: (batch: readonly EncodedAppend[]) => Promise<readonly BatchOutcome[]>,
    options: CoordinatorOptions,
  ) {
    this.#send = send;
    this.#options = options;
  }

  /** Queues a request; resolves with its outcome, rejects with what the whole batch failed of. */
  submit(encoded: EncodedAppend, signal?: AbortSignal): Promise<AppendOutcome> {
    if (this.#isDisposed) throw new TypeError("the event store has been disposed of");
    const { queueMax, queueCharactersMax } = this.#options;
    const { request } = encoded;
    const characters = this.#characters + request.characters;
    if (this.#waiting >= queueMax || characters > queueCharactersMax) {
      throw new Overloaded(this.#waiting);
    }
    const { promise, resolve, reject } = Promise.withResolvers<AppendOutcome>();
    this.#arrived.push({ encoded, request, since: performance.now(), signal, resolve, reject });
    this.#characters = characters;
    this.#running ??= this.#run();
    return promise;
  }

  /** Waits for everything that was submitted. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    let tell = (): void => undefined;
    for (;;) {
      if (this.#waiting < this.#options.requestsMax) {
        // Whoever gets an answer now may send the next request in the same breath.
        tell();
        tell = () => undefined;
        await nextMacrotask();
        if (this.#waiting === 0) break;
      }
      const sent = this.#sendNow(this.#next());
      // A full batch was waiting: it is on its way before the callers of the last one take the processor.
      await nextMacrotask();
      tell();
      tell = await sent;
    }
    this.#running = undefined;
  }

  get #waiting(): number {
    return this.#queue.length + this.#arrived.length;
  }

  #next(): readonly Item[] {
    const waiting = [...this.#queue, ...this.#arrived].filter((item) => this.#isWanted(item));
    this.#arrived = [];
    const { batch, rest } = chooseBatch(waiting, this.#options);
    this.#queue = rest;
    for (const { encoded } of batch) this.#characters -= encoded.request.characters;
    return batch;
  }

  #isWanted({ signal, reject, request }: Item): boolean {
    if (signal?.aborted !== true) return true;
    this.#characters -= request.characters;
    reject(signal.reason);
    return false;
  }

  /** Sends a batch; returns what tells its callers. */
  async #sendNow(batch: readonly Item[]): Promise<() => void> {
    const startedMs = performance.now();
    const told = batch.length === 0 ? [] : await this.#settle(batch);
    if (batch.length > 0) {
      this.#options.onBatch?.({
        requests: batch.length,
        events: batch.reduce((sum, { request }) => sum + request.events.length, 0),
        waiting: this.#waiting,
        waitedMs: startedMs - Math.min(...batch.map(({ since }) => since)),
        tookMs: performance.now() - startedMs,
      });
    }
    return () => {
      for (const tell of told) tell();
    };
  }

  async #settle(batch: readonly Item[]): Promise<readonly (() => void)[]> {
    try {
      const outcomes = await this.#send(batch.map(({ encoded }) => encoded));
      return batch.map(({ resolve, reject }, at) => {
        const outcome = outcomes[at];
        if (outcome !== undefined && outcome !== "not_applied") return () => resolve(outcome);
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
      const first = await this.#settle(batch.slice(0, half));
      return [...first, ...(await this.#settle(batch.slice(half)))];
    }
  }
}

function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
