import {
  runSubscription,
  type Sleep,
  type Subscription,
  type SubscriptionStore,
  waitFor,
} from "@holdfast/cqrs/subscriptions";

import { ScenarioFailed } from "../scenario-failed.ts";

/** Where a subscription runs, and in which time. */
export type CatchUpOptions<Tx> = {
  readonly store: SubscriptionStore<Tx>;
  /** A name that no other run has. */
  readonly owner: string;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** How long it may take; 5 s. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 5_000;

/** Runs a subscription until it has handled the log up to a position, then ends it. */
export async function catchUp<Tx>(
  subscription: Subscription<Tx>,
  position: bigint,
  options: CatchUpOptions<Tx>,
): Promise<void> {
  const { store, owner, nowMs, sleep, timeoutMs = TIMEOUT_MS } = options;
  const { name, revision } = subscription;
  const ending = new AbortController();
  const { signal } = ending;
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const running = runSubscription(subscription, { store, owner, nowMs, sleep, signal, onError });
  const waiting = waitFor({ name, revision }, position, { store, nowMs, sleep, timeoutMs, signal });
  try {
    if (await Promise.race([waiting, running.then(() => false)])) return;
    const why =
      errors.length === 0 ? `it takes longer than ${timeoutMs} ms` : String(errors.at(-1));
    throw new ScenarioFailed([
      `the read model ${name} does not get to position ${position}: ${why}`,
    ]);
  } finally {
    ending.abort();
    await Promise.allSettled([running, waiting]);
  }
}
