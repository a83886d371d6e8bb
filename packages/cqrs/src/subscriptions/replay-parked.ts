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
  const id = { name, revision };
  if ("eachBatch" in subscription) {
    return store.unpark({ ...id, position }, (tx) => subscription.eachBatch(events, tx, signal));
  }
  const [parked] = await store.parked(id, 1, position - 1n);
  if (parked?.position !== position) return false;
  // Before the transaction: what is delivered outside may take longer than one may rest.
  await subscription.deliver(events, signal);
  return store.unpark({ ...id, position }, async () => undefined);
}
