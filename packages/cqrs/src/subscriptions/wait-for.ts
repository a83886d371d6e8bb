import { Backoff } from "./backoff.ts";
import type { Sleep } from "./bell.ts";
import type { SubscriptionStore } from "./subscription-store.ts";
import type { SubscriptionId } from "./subscription.ts";

/** How long to wait, and in which time. */
export type WaitOptions = {
  readonly store: Pick<SubscriptionStore<unknown>, "position">;
  readonly timeoutMs: number;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** Gives up early, by throwing its reason. */
  readonly signal?: AbortSignal;
};

const POLL_MS_MIN = 2;
const POLL_MS_MAX = 50;

/**
 * Waits until a subscription has handled the log up to a position, such as the `position` of an accepted command, so
 * that whoever wrote reads what they wrote. False if that takes longer than `timeoutMs`.
 */
export async function waitFor(
  id: SubscriptionId,
  position: bigint,
  { store, timeoutMs, nowMs, sleep, signal = new AbortController().signal }: WaitOptions,
): Promise<boolean> {
  const untilMs = nowMs() + timeoutMs;
  const poll = new Backoff(POLL_MS_MIN, POLL_MS_MAX);
  for (;;) {
    signal.throwIfAborted();
    const reached = await store.position(id);
    if (reached !== undefined && reached >= position) return true;
    const leftMs = untilMs - nowMs();
    if (leftMs <= 0) return false;
    await sleep(Math.min(poll.next(), leftMs), signal);
  }
}
