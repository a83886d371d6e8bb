import { setTimeout as sleep } from "node:timers/promises";

import type { StoredEvent } from "@holdfast/cqrs/event-store";
import {
  replayParked,
  runSubscription,
  type Subscription,
  type SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";
import type { Transaction } from "@holdfast/postgres";

import { NOTING, PICKY, POSTED, SCHEMA, TOTALS } from "./place.ts";

type Follow = Subscription<Transaction>;

/** Notes every position. */
const noting: Follow = {
  name: NOTING,
  revision: 1,
  eachBatch: (events, tx) => noteAll(tx, NOTING, events),
};

/** Notes postings, and chokes on poisoned ones until somebody handles them by hand. */
const healed: Follow = {
  name: PICKY,
  revision: 1,
  filter: { types: [POSTED] },
  onFailure: { giveUp: "park" },
  eachBatch: (events, tx) => noteAll(tx, PICKY, events),
};

const picky: Follow = {
  ...healed,
  async eachBatch(events, tx) {
    await noteAll(tx, PICKY, events);
    if (events.some(isPoison)) throw new RangeError("poison");
  },
};

/** Counts the events of each stream. */
function totals(revision: number): Follow {
  return {
    name: TOTALS,
    revision,
    async eachBatch(events, tx) {
      const text = `insert into ${SCHEMA}.totals as t
        select $1, tenant, stream, count(*), max(position)
        from unnest($2::uuid[], $3::text[], $4::int8[]) as e (tenant, stream, position)
        group by tenant, stream
        on conflict (revision, tenant_id, stream_id) do update
          set events = t.events + excluded.events, last_position = excluded.last_position`;
      const columns = [
        events.map(({ tenant }) => tenant),
        events.map(({ streamId }) => streamId),
        events.map(({ position }) => position),
      ];
      await tx.query({ text, values: [revision, ...columns] });
    },
  };
}

/** Adds positions to a model, which refuses one that it has. */
export async function noteAll(
  tx: Transaction,
  model: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const text = `insert into ${SCHEMA}.noted (model, position) select $1, unnest($2::int8[])`;
  await tx.query({ text, values: [model, events.map(({ position }) => position)] });
}

function isPoison({ event }: StoredEvent): boolean {
  return "isPoison" in event && event.isPoison === true;
}

/** What follows the log in one process. */
export type Followers = {
  readonly store: SubscriptionStore<Transaction>;
  readonly owner: string;
  readonly rebuilds: boolean;
  readonly signal: AbortSignal;
};

const LEASE_MS = 1_000;
const LOOK_MS = 50;
const PARKED_MAX = 5;
const SWITCH_MS = 200;

/** The subscriptions that a process runs, whether it owns them or stands by. */
export function subscriptionsOf(rebuilds: boolean): readonly Follow[] {
  return [noting, picky, totals(1), ...(rebuilds ? [totals(2)] : [])];
}

/** Runs them all until the signal aborts; rejects with what ends one of them before. */
export async function follow({ store, owner, rebuilds, signal }: Followers): Promise<void> {
  const runs = subscriptionsOf(rebuilds).map((subscription) =>
    runSubscription(subscription, {
      store,
      owner,
      leaseMs: LEASE_MS,
      nowMs: Date.now,
      sleep: (ms, inner) => sleep(ms, undefined, { signal: inner }),
      signal,
    }),
  );
  const chores = [replay(store, signal), ...(rebuilds ? [show(store, signal)] : [])];
  await Promise.all([...runs, ...chores]);
}

/** Handles parked events by hand. */
async function replay(store: Followers["store"], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(LOOK_MS);
    await patiently(store, async () => {
      for (const { position } of await store.parked(healed, PARKED_MAX)) {
        await replayParked(healed, position, { store, signal });
      }
    });
  }
}

/** Shows the second revision once it is as far as the first. */
async function show(store: Followers["store"], signal: AbortSignal): Promise<void> {
  const change = { name: TOTALS, from: 1, to: 2, waitMs: SWITCH_MS };
  let outcome: string | undefined = "behind";
  while (!signal.aborted && outcome !== "switched" && outcome !== "retired") {
    await sleep(LOOK_MS);
    outcome = await patiently(store, () =>
      store.switchRevision(change, async (tx) => {
        await tx.query({ text: `update ${SCHEMA}.shown set revision = 2` });
      }),
    );
  }
}

/** A store that is away is asked again later. */
async function patiently<T>(
  store: Followers["store"],
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (store.isTransient(error)) return undefined;
    throw error;
  }
}
