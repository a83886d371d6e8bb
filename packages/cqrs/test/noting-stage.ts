import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import {
  inMemorySubscriptions,
  type InMemoryTransaction,
  runSubscription,
  type RunOptions,
  type Subscription,
  type SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";

import { reached, say } from "./subscription-stage.ts";
import { VirtualTime } from "./virtual-time.ts";

type Store = SubscriptionStore<InMemoryTransaction>;

/** A log, and a subscription that notes in memory what it gets, over a store that may be made to misbehave. */
export function notingStage(bend: (store: Store) => Partial<Store> = () => ({})) {
  const { nowMs, sleep } = new VirtualTime();
  let count = 0;
  const newEventId = (): string => {
    count += 1;
    return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
  };
  const events = inMemoryEventStore({ nowMs, newEventId });
  const kept = inMemorySubscriptions({ events, nowMs });
  const store: Store = { ...kept, ...bend(kept) };
  const noted: bigint[] = [];
  const subscription: Subscription<InMemoryTransaction> = {
    name: "noting",
    revision: 1,
    async eachBatch(batch, tx) {
      tx.whenCommitted(() => void noted.push(...batch.map(({ position }) => position)));
    },
  };
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const run = (
    options: Partial<RunOptions<InMemoryTransaction>> = {},
    handling: Subscription<InMemoryTransaction> = subscription,
  ) => {
    const stop = new AbortController();
    const signal = stop.signal;
    const all = { store, owner: "ann", nowMs, sleep, onError, ...options, signal };
    const ended = runSubscription(handling, all);
    ended.catch(() => undefined);
    return {
      ended,
      [Symbol.asyncDispose]: async () => {
        stop.abort();
        await ended;
      },
    };
  };
  const append = (length: number): Promise<bigint> =>
    say(events, "log-1", ...Array.from({ length }, String));
  const arrived = (to: bigint): Promise<void> =>
    reached(
      { events, store: kept, nowMs, sleep, note: never, noted: never, pass: () => {} },
      subscription,
      to,
    );
  return { events, store: kept, subscription, noted, errors, run, append, arrived, nowMs, sleep };
}

/** What is not a part of a stage, or fails for good. */
export async function never(): Promise<never> {
  throw new RangeError("not a part of this stage");
}

/** A store that is away for a while. */
export class Away extends Error {
  override readonly name = "Away";
}

/** Tells it from other errors. */
export const isTransient = (error: unknown): boolean => error instanceof Away;
