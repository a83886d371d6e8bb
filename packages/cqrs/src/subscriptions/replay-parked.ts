import { presentEvents } from "./present-events.ts";
import type { SubscriptionStore } from "./subscription-store.ts";
import type { Subscription } from "./subscription.ts";

/**
 * Handles a parked event, between two batches of the subscription, and forgets that it was parked; false if it is not.
 * What the handler throws reaches the caller, and the event stays parked. To drop one instead: `store.unpark`.
 */
export async function replayParked<Tx>(
  subscription: Subscription<Tx>,
  position: bigint,
  { store, signal }: { readonly store: SubscriptionStore<Tx>; readonly signal: AbortSignal },
): Promise<boolean> {
  const one = { after: position - 1n, max: 1, bytesMax: 1, filter: {} };
  const page = await store.readPage(one);
  const events = presentEvents(page.events, subscription);
  const { name, revision } = subscription;
  return store.unpark({ name, revision, position }, (tx) =>
    "eachBatch" in subscription
      ? subscription.eachBatch(events, tx, signal)
      : subscription.deliver(events, signal),
  );
}
