import { replayParked } from "./replay-parked.ts";
import type { SubscriptionStore } from "./subscription-store.ts";
import type { Subscription } from "./subscription.ts";
import { textOf } from "./text-of.ts";

/** So many are handled before the log goes on. */
const REPLAYS_MAX = 10;

type ReplayOptions<Tx> = {
  readonly store: SubscriptionStore<Tx>;
  readonly signal: AbortSignal;
  readonly onError?: (error: unknown) => void;
};

/**
 * Handles the parked events that somebody asked for, those of a stream in the order of the log. One that fails again stays
 * parked with its newer error, and is not tried again until somebody asks again; later ones of its stream wait for it.
 * Throws what says nothing about the event.
 */
export async function replayAsked<Tx>(
  subscription: Subscription<Tx>,
  options: ReplayOptions<Tx>,
): Promise<void> {
  for (let left = REPLAYS_MAX; left > 0;) {
    const { tried, hasFailed } = await replayInOrder(subscription, left, options);
    if (!hasFailed) return;
    left -= tried;
  }
}

/** Ends at the first that fails: what follows may wait for it, and is looked for again. */
async function replayInOrder<Tx>(
  subscription: Subscription<Tx>,
  max: number,
  { store, signal, onError }: ReplayOptions<Tx>,
): Promise<{ readonly tried: number; readonly hasFailed: boolean }> {
  const { name, revision } = subscription;
  let tried = 0;
  for (const position of await store.replaysAsked(subscription, max)) {
    if (signal.aborted) break;
    tried += 1;
    try {
      await replayParked(subscription, position, { store, signal });
    } catch (error) {
      if (signal.aborted || store.isTransient(error)) throw error;
      onError?.(error);
      await store.parkAgain({ name, revision, position }, textOf(error));
      return { tried, hasFailed: true };
    }
  }
  return { tried, hasFailed: false };
}
