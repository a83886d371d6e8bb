import type { EventStore, StoredEvent } from "@holdfast/cqrs/event-store";
import { type CommandHandling, handleCommands } from "@holdfast/cqrs/handling";
import {
  type InMemoryTransaction,
  runSubscription,
  type Subscription,
  type SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";

import {
  account,
  ACCOUNT_VERSIONS,
  type Move,
  type Moved,
  type Overdrawn,
} from "../kernel-soak/account.ts";
import { NOTING, PICKY, TOTALS } from "../kernel-soak/place.ts";
import { type Database, distantEvents, distantSubscriptions } from "./distant-store.ts";
import type { Findings } from "./findings.ts";
import type { Host } from "./host.ts";
import { ReadModel } from "./read-models.ts";

export type Follow = Subscription<InMemoryTransaction>;

/** What all processes of a simulation share. */
export type Deployment = {
  readonly database: Database;
  readonly models: Models;
  readonly log: () => readonly StoredEvent[];
  /** Told of what ends a subscription for good, which nothing here should. */
  readonly onFault: (error: unknown) => void;
};

/** The read models, by what is done with events. */
export type Models = {
  readonly noting: ReadModel;
  readonly picky: ReadModel;
  readonly sink: ReadModel;
  readonly totals: readonly ReadModel[];
};

const LEASE_MS = 3_000;
const HANDLER_MS_MAX = 2_000;
const BATCH_MAX = 8;
const CATCH_UP_MAX = 32;
const SLOW_PERCENT = 5;
const FAILING_PERCENT = 2;

/** A process that handles commands and follows the log, on a host of its own. */
export class SimProcess {
  readonly host: Host;
  readonly store: EventStore;
  readonly handling: CommandHandling<Move, Moved, Overdrawn>;
  readonly subscriptions: SubscriptionStore<InMemoryTransaction>;
  readonly #deployment: Deployment;
  readonly #owner: string;
  readonly #stop = new AbortController();

  constructor(host: Host, owner: string, deployment: Deployment) {
    this.host = host;
    this.#owner = owner;
    this.#deployment = deployment;
    this.store = distantEvents(host, deployment.database);
    this.subscriptions = distantSubscriptions(host, deployment.database);
    this.handling = handleCommands(account, {
      store: this.store,
      context: () => undefined,
      random: host.random,
      sleep: (ms) => host.sleep(ms),
      cacheSize: 2,
      schemaVersions: ACCOUNT_VERSIONS,
      answer: (_events, balance) => ({ balance }),
    });
  }

  /** Runs all subscriptions, with so many revisions of the totals. */
  follow(revisions: number): void {
    for (const each of [this.#noting(), this.picky(false), this.#sink()]) this.#run(each);
    for (let revision = 1; revision <= revisions; revision += 1) this.build(revision);
  }

  /** Runs a revision of the totals. */
  build(revision: number): void {
    const model = this.#deployment.models.totals[revision - 1];
    if (model !== undefined) this.#run(this.#plain(model));
  }

  /** Ends in good order. */
  stop(): void {
    this.#stop.abort();
  }

  /** Chokes on poison unless it is healed. */
  readonly picky = (isHealed: boolean): Follow => {
    const { models } = this.#deployment;
    return {
      ...models.picky.id,
      filter: { types: ["Moved"] },
      onFailure: { giveUp: "park", retries: 1 },
      eachBatch: async (events, tx) => {
        if (!isHealed && events.some(isPoison)) throw new RangeError("poison");
        await this.#handle(models.picky, events, tx);
      },
    };
  };

  #noting(): Follow {
    const { noting } = this.#deployment.models;
    return {
      ...noting.id,
      eachBatch: async (events, tx) => {
        if (this.host.random() * 100 < FAILING_PERCENT) throw new RangeError("a bad moment");
        await this.#handle(noting, events, tx);
      },
    };
  }

  #sink(): Follow {
    const { log, models } = this.#deployment;
    return {
      ...models.sink.id,
      onFailure: { retries: 3, giveUp: "stop" },
      deliver: async (events) => {
        await this.#dawdle();
        models.sink.take(events, log());
        if (this.host.random() * 100 < FAILING_PERCENT) throw new RangeError("a bad moment");
      },
    };
  }

  #plain(model: ReadModel): Follow {
    return { ...model.id, eachBatch: (events, tx) => this.#handle(model, events, tx) };
  }

  async #handle(
    model: ReadModel,
    events: readonly StoredEvent[],
    tx: InMemoryTransaction,
  ): Promise<void> {
    await this.#dawdle();
    tx.whenCommitted(() => model.take(events, this.#deployment.log()));
  }

  /** Some batches take longer than the lease. */
  async #dawdle(): Promise<void> {
    if (this.host.random() * 100 >= SLOW_PERCENT) return;
    await this.host.sleep(this.host.random() * HANDLER_MS_MAX * 2);
  }

  #run(subscription: Follow): void {
    const { nowMs, sleep } = this.host;
    void runSubscription(subscription, {
      store: this.subscriptions,
      owner: this.#owner,
      nowMs,
      sleep,
      signal: this.#stop.signal,
      leaseMs: LEASE_MS,
      batchMax: BATCH_MAX,
      catchUpMax: CATCH_UP_MAX,
    }).catch(this.#deployment.onFault);
  }
}

const POISON_CENTS = 13;

function isPoison({ event }: StoredEvent): boolean {
  return "cents" in event && event.cents === POISON_CENTS;
}

/** So many of the totals are built. */
export const REVISIONS = 2;

/** Models that have handled nothing yet. */
export function newModels(findings: Findings): Models {
  const model = (name: string, revision = 1): ReadModel =>
    new ReadModel({ name, revision }, { findings });
  return {
    noting: model(NOTING),
    picky: new ReadModel(
      { name: PICKY, revision: 1 },
      { findings, isWanted: ({ event }) => event.type === "Moved" },
    ),
    sink: new ReadModel({ name: "sink", revision: 1 }, { findings, isOutside: true }),
    totals: Array.from({ length: REVISIONS }, (_, at) => model(TOTALS, at + 1)),
  };
}
