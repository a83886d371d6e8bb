import { type AppendOutcome, type AppendRequest, Overloaded } from "@holdfast/cqrs/event-store";
import { type TimerChange, timerChanges } from "@holdfast/processes";

import type { PostgresEventStore } from "../event-store/postgres-event-store.ts";
import { isTransient } from "../is-transient.ts";
import type { Transaction } from "../transaction.ts";

type Waiting = {
  readonly request: AppendRequest;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
};

/** Appends that share a commit. */
const TOGETHER_MAX = 128;
const WAITING_MAX = 10_000;

/** Appends that change timers: whatever has gathered while a batch was under way is the next one. */
export class TimedAppends implements AsyncDisposable {
  readonly #store: PostgresEventStore;
  readonly #change: string;
  readonly #waiting: Waiting[] = [];
  #sending: Promise<void> | undefined;
  #isDisposed = false;

  constructor(store: PostgresEventStore, change: string) {
    this.#store = store;
    this.#change = change;
  }

  /** Appends; an append that changes no timer goes its usual way. */
  append(request: AppendRequest): Promise<AppendOutcome> {
    if (timerChanges(request).length === 0) return this.#store.append(request);
    if (this.#isDisposed) throw new TypeError("the timers have been disposed of");
    if (this.#waiting.length === WAITING_MAX) throw new Overloaded(WAITING_MAX);
    const { promise, resolve, reject } = Promise.withResolvers<AppendOutcome>();
    this.#waiting.push({ request, resolve, reject });
    this.#sending ??= this.#sendAll();
    return promise;
  }

  /** Waits for everything that was given to it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, TOGETHER_MAX));
    this.#sending = undefined;
  }

  /** Never throws: what goes wrong is told to those who wait. */
  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#store.writeBatch(batch, async (tx, items) => {
        const requests = items.map(({ request }) => request);
        await this.#write(tx, requests.flatMap(timerChanges));
        return requests;
      });
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at];
        if (outcome === undefined || "parts" in outcome) {
          reject(new RangeError("an append came back without an outcome of its own"));
        } else {
          resolve(outcome);
        }
      }
    } catch (error) {
      // One of them may spoil it for all; a database that is away spoils it for each alone.
      if (batch.length > 1 && !isTransient(error)) {
        for (const each of batch) await this.#send([each]);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  async #write(tx: Transaction, changes: readonly TimerChange[]): Promise<void> {
    if (changes.length === 0) return;
    await tx.query({
      text: this.#change,
      values: [
        changes.map(({ tenant }) => tenant),
        changes.map(({ streamId }) => streamId),
        changes.map(({ timer }) => timer),
        changes.map(({ set }) => set?.number ?? 0),
        changes.map(({ set }) => set?.dueAt ?? null),
        changes.map(({ set }) => set?.correlationId ?? null),
      ],
    });
  }
}
