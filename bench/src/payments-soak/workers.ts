import { setTimeout as sleep } from "node:timers/promises";

import { SoakFailure } from "../soak-failure.ts";
import type { HttpClient, Response } from "./http-client.ts";
import type { Operation } from "./plan.ts";
import { type Attempt, isAccepted, isRefused, type Told } from "./told.ts";

const WORKERS = 64;
const REST_MS = 25;
/** Nothing is away for so long. */
const TRIES_MAX = 1_500;

/** Whom workers speak to. */
export type Counter = {
  readonly client: HttpClient;
  /** Where the service listens now, for the so-manieth question. */
  readonly urlFor: (number: number) => string | undefined;
  readonly tokenOf: (tenant: number) => string;
};

/** Sends operations, each as often as it takes, and keeps what was heard. */
export class Workers {
  readonly #counter: Counter;
  readonly #told = new Map<Operation, Attempt[]>();
  /** Counts what is sent and what is heard. */
  #moment = 0;
  #answers = 0;
  #isWorking = false;
  #waiting: { readonly answers: number; readonly resolve: () => void } | undefined;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  get told(): readonly Told[] {
    return Array.from(this.#told, ([operation, attempts]) => ({ operation, attempts }));
  }

  /** Resolves once so many more operations were answered, or all of them were, which may be so already. */
  async answered(more: number): Promise<void> {
    if (!this.#isWorking) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { answers: this.#answers + more, resolve };
    return promise;
  }

  /** Lets all operations be done, many at a time. */
  async work(operations: readonly Operation[]): Promise<void> {
    this.#isWorking = true;
    const queue = operations.values();
    const one = async (): Promise<void> => {
      for (const operation of queue) {
        await this.#perform(operation);
        this.#answers += 1;
        if (this.#answers >= (this.#waiting?.answers ?? Infinity)) this.#waiting?.resolve();
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, one));
    this.#isWorking = false;
    this.#waiting?.resolve();
  }

  /** Sends again what was accepted. */
  async repeat(): Promise<void> {
    const accepted = this.told.filter(({ attempts }) => attempts.some(isAccepted));
    const queue = accepted.values();
    const one = async (): Promise<void> => {
      for (const { operation } of queue) await this.#untilAnswered(operation);
    };
    await Promise.all(Array.from({ length: WORKERS }, one));
  }

  async #perform(operation: Operation): Promise<void> {
    const { delivery } = operation;
    if (delivery.kind === "abandoned") await this.#send(operation, delivery.afterMs);
    const times = delivery.kind === "twice" ? 2 : 1;
    await Promise.all(Array.from({ length: times }, () => this.#untilAnswered(operation)));
    if (delivery.kind === "again") await this.#untilAnswered(operation);
  }

  async #untilAnswered(operation: Operation): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const attempt = await this.#send(operation);
      if (isAccepted(attempt) || isRefused(attempt)) return;
      if (attempt.answer?.status === 500) return;
      await sleep(REST_MS);
    }
    throw new SoakFailure(`${operation.path} ${operation.body} is never answered`);
  }

  async #send(operation: Operation, abandonedAfterMs?: number): Promise<Attempt> {
    const { client, tokenOf } = this.#counter;
    const { tenant, key, path, body } = operation;
    const asked = this.#next();
    const base = this.#counter.urlFor(asked);
    const request = { method: "POST", url: `${base}${path}`, key, body } as const;
    const abandoning = abandonedAfterMs === undefined ? {} : { abandonedAfterMs };
    const token = tokenOf(tenant);
    const response = base && (await client.send({ ...request, token, ...abandoning }));
    const attempt = { asked, ...this.#heard(response) };
    // Nobody was there to be asked.
    if (base !== undefined) this.#keep(operation, attempt);
    return attempt;
  }

  #heard(response: Response | "" | undefined): Pick<Attempt, "answer"> {
    return response ? { answer: { at: this.#next(), ...response } } : {};
  }

  #keep(operation: Operation, attempt: Attempt): void {
    const attempts = this.#told.get(operation) ?? [];
    attempts.push(attempt);
    this.#told.set(operation, attempts);
  }

  #next(): number {
    this.#moment += 1;
    return this.#moment;
  }
}
