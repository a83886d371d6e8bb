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
  { store, signal, onError }: ReplayOptions<Tx>,
): Promise<void> {
  const { name, revision } = subscription;
  let left = REPLAYS_MAX;
  const replays = async (position: bigint): Promise<boolean> => {
    left -= 1;
    try {
      await replayParked(subscription, position, { store, signal });
      return true;
    } catch (error) {
      if (signal.aborted || store.isTransient(error)) throw error;
      onError?.(error);
      await store.parkAgain({ name, revision, position }, textOf(error));
      return false;
    }
  };
  for (let isOver = false; !isOver && left > 0;) {
    isOver = true;
    for (const position of await store.replaysAsked(subscription, left)) {
      if (signal.aborted) return;
      // What follows may wait for the one that has failed: it is looked for again.
      isOver = await replays(position);
      if (!isOver) break;
    }
  }
}
