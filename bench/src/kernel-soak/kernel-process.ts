import { flushCompileCache } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

import { handleCommands } from "@holdfast/cqrs/handling";
import { type SubscriptionId, type SubscriptionStore, waitFor } from "@holdfast/cqrs/subscriptions";
import { type Database, openDatabase, type Transaction } from "@holdfast/postgres";
import { postgresEventStore, postgresSubscriptions } from "@holdfast/postgres/event-store";

import { answerParent } from "../answer-parent.ts";
import { drawFrom } from "../draw.ts";
import { account, ACCOUNT_VERSIONS } from "./account.ts";
import type { Attempt } from "./attempts.ts";
import { callAgain } from "./caller.ts";
import { follow, subscriptionsOf } from "./followers.ts";
import { Journal } from "./journal.ts";
import type { KernelPlan, KernelQuestions } from "./kernel-questions.ts";
import { SCHEMA } from "./place.ts";
import { readAlong } from "./read-along.ts";

/** A server that has fallen silent is given up. */
const QUERY_MS_MAX = 2_000;
/** A subscription whose checkpoint does not move for so long is stuck, however busy the machine is. */
const STUCK_MS = 30_000;
const CONNECTIONS = 8;

/** What runs in this process, as long as it lives. */
class Running {
  readonly #plan: KernelPlan;
  readonly #journal: Journal;
  readonly #resting = new AbortController();
  readonly #living = new AbortController();
  readonly #system: Database;
  readonly #callers: Promise<unknown>;
  #answers = 0;
  #shared = 0;
  #onAnswer = (): void => undefined;

  constructor(plan: KernelPlan) {
    this.#plan = plan;
    this.#journal = new Journal(plan.journal);
    const open = (url: string): Database =>
      openDatabase({
        url,
        applicationName: plan.name,
        max: CONNECTIONS,
        maxWaiting: 1_000,
        holdMs: plan.holdMs,
        queryTimeoutMs: QUERY_MS_MAX,
      });
    this.#system = open(plan.systemUrl);
    this.#callers = this.#call(open(plan.appUrl));
    this.#follow();
  }

  async answered(count: number): Promise<void> {
    const enough = this.#answers + count;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onAnswer = () => {
      if (this.#answers >= enough) resolve();
    };
    await promise;
  }

  async rest(): Promise<void> {
    this.#resting.abort();
    await this.#callers;
  }

  async drain(): Promise<void> {
    const store = postgresSubscriptions({ database: this.#system, schema: SCHEMA });
    for (const id of subscriptionsOf(this.#plan.rebuilds)) await arrived(store, id);
    this.#living.abort();
  }

  async #call(database: Database): Promise<void> {
    const { name, seed, callers, kinds } = this.#plan;
    const store = postgresEventStore({ database, schema: SCHEMA });
    const jitter = drawFrom(seed);
    const handling = handleCommands(account, {
      store,
      context: () => undefined,
      random: () => jitter.between(0, 999) / 1_000,
      sleep,
      schemaVersions: ACCOUNT_VERSIONS,
      answer: (_events, balance) => ({ balance }),
    });
    const calls = Array.from({ length: callers }, (_, at) => {
      let count = 0;
      const newId = (): string => {
        count += 1;
        return `${name}-${at}-${count}`;
      };
      const past: Attempt[] = [];
      const draw = drawFrom(seed * (callers + 1) + at);
      const sharedId = (): string => {
        this.#shared += 1;
        return `shared-${this.#shared}`;
      };
      return callAgain({
        kernel: { store, handling, draw, newId, sharedId, past },
        kinds,
        journal: this.#journal,
        onAnswer: () => {
          this.#answers += 1;
          this.#onAnswer();
        },
        signal: this.#resting.signal,
      });
    });
    await Promise.all(calls);
  }

  #follow(): void {
    const { signal } = this.#living;
    const database = this.#system;
    const { name, rebuilds } = this.#plan;
    const store = postgresSubscriptions({ database, schema: SCHEMA });
    const reader = postgresEventStore({ database, schema: SCHEMA });
    // What ends one of them for good is a fault, and ends the process: its parent hears of it.
    void follow({ store, owner: name, rebuilds, signal });
    void readAlong(reader, this.#journal, signal);
  }
}

/** Waits until a subscription has handled the whole log, for as long as it gets on. */
async function arrived(store: SubscriptionStore<Transaction>, id: SubscriptionId): Promise<void> {
  const time = {
    nowMs: Date.now,
    sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
  };
  for (let before = -1n; ;) {
    const status = await store.status(id);
    if (status === undefined || status.state === "retired") return;
    const { position, head, state, lastError } = status;
    if (position === before) {
      throw new RangeError(
        `${id.name} ${id.revision} is stuck: ${state} at ${position}, ${lastError}`,
      );
    }
    if (await waitFor(id, head, { ...time, store, timeoutMs: STUCK_MS })) return;
    before = position;
  }
}

let running: Running | undefined;

function begun(): Running {
  if (running === undefined) throw new RangeError("not started");
  return running;
}

const answers: KernelQuestions = {
  start(plan) {
    // Now, since a process that is killed writes nothing at its end.
    flushCompileCache();
    running = new Running(plan);
  },
  answered: (count) => begun().answered(count),
  rest: () => begun().rest(),
  drain: () => begun().drain(),
};

answerParent(answers);
