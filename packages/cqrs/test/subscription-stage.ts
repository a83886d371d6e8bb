import { type EventStore, isAppendRefusal, type StoredEvent } from "@holdfast/cqrs/event-store";
import {
  runSubscription,
  type RunOptions,
  type Sleep,
  type Subscription,
  type SubscriptionId,
  type SubscriptionStatus,
  type SubscriptionStore,
  waitFor,
} from "@holdfast/cqrs/subscriptions";

import { fresh, saying } from "./event-store-stage.ts";

/** Where the contract of subscriptions is tried: a log, checkpoints, and a read model beside them. */
export type SubscriptionStage<Tx> = {
  readonly events: EventStore;
  readonly store: SubscriptionStore<Tx>;
  /** Adds events to a read model, which refuses an event that it has. */
  readonly note: (tx: Tx, model: string, events: readonly StoredEvent[]) => Promise<void>;
  /** The positions in a read model, in their order. */
  readonly noted: (model: string) => Promise<readonly bigint[]>;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** Lets time pass for leases. */
  readonly pass: (ms: number) => void;
};

/** A subscription that runs, until it is disposed of. */
export type Running = AsyncDisposable & { readonly ended: Promise<void> };

/** Runs a subscription on a stage. */
export function running<Tx>(
  { store, nowMs, sleep }: SubscriptionStage<Tx>,
  subscription: Subscription<Tx>,
  options: Partial<RunOptions<Tx>> = {},
): Running {
  const stop = new AbortController();
  const owner = fresh("owner");
  const all = { store, nowMs, sleep, owner, ...options, signal: stop.signal };
  const ended = runSubscription(subscription, all);
  ended.catch(() => undefined);
  return {
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

/** Waits until a subscription is as far as a position. */
export async function reached<Tx>(
  { store, nowMs, sleep }: SubscriptionStage<Tx>,
  id: SubscriptionId,
  position: bigint,
): Promise<void> {
  if (await waitFor(id, position, { store, nowMs, sleep, timeoutMs: 20_000 })) return;
  const status = await store.status(id);
  throw new RangeError(`at ${status?.position}, not ${position}: ${status?.lastError}`);
}

/** Waits until a subscription is in a state. */
export async function stateReached<Tx>(
  { store, sleep }: SubscriptionStage<Tx>,
  id: SubscriptionId,
  state: SubscriptionStatus["state"],
): Promise<SubscriptionStatus> {
  for (;;) {
    const status = await store.status(id);
    if (status?.state === state) return status;
    await sleep(5, new AbortController().signal);
  }
}

/** Waits until so many events of a subscription are parked. */
export async function parkedCount<Tx>(
  { store, sleep }: SubscriptionStage<Tx>,
  id: SubscriptionId,
  count: number,
): Promise<void> {
  while ((await store.status(id))?.parked !== count) {
    await sleep(5, new AbortController().signal);
  }
}

/** Appends words to a stream and returns the position of the last. */
export async function say(
  events: EventStore,
  streamId: string,
  ...words: readonly string[]
): Promise<bigint> {
  const outcome = await events.append(saying(streamId, "any", ...words));
  if (isAppendRefusal(outcome)) throw new RangeError(outcome.sentence);
  return outcome.lastPosition;
}

/** Positions from one after another up to a last one. */
export function positions(after: bigint, to: bigint): readonly bigint[] {
  return Array.from({ length: Number(to - after) }, (_, at) => after + BigInt(at) + 1n);
}
