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
  const { name, revision } = subscription;
  const id = { name, revision };
  const after = position - 1n;
  if ("eachSpan" in subscription) {
    const span = { after, upTo: position };
    return store.unpark({ ...id, position }, (tx) => subscription.eachSpan(span, tx, signal));
  }
  const page = await store.readPage({ after, max: 1, bytesMax: 1, filter: {} });
  const events = presentEvents(page.events, subscription);
  if ("eachBatch" in subscription) {
    return store.unpark({ ...id, position }, (tx) => subscription.eachBatch(events, tx, signal));
  }
  const [parked] = await store.parked(id, 1, after);
  if (parked?.position !== position) return false;
  // Before the transaction: what is delivered outside may take longer than one may rest.
  await subscription.deliver(events, signal);
  return store.unpark({ ...id, position }, async () => undefined);
}
