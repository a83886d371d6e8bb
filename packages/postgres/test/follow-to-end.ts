import { once } from "node:events";

import { runSubscription, type SubscriptionStore } from "@holdfast/cqrs/subscriptions";

import type { Transaction } from "../src/index.ts";
import type { Notary } from "../src/notary/index.ts";

/** Lets a subscription handle the log up to its end, in batches of one size; what it complained about. */
export async function followToEnd(
  subscription: Notary["subscription"],
  { batchMax, ...who }: { store: SubscriptionStore<Transaction>; owner: string; batchMax: number },
): Promise<readonly unknown[]> {
  const over = new AbortController();
  const errors: unknown[] = [];
  await runSubscription(subscription, {
    ...who,
    nowMs: () => performance.now(),
    // The first rest is at the end of the log, or after a failure that has stopped it; a lease is longer.
    sleep: async (ms, signal) => {
      if (ms <= 1_000 && ms > 0 && !signal.aborted) over.abort();
      await untilAborted(ms, signal);
    },
    batchMax,
    catchUpMax: batchMax,
    onError: (error) => errors.push(error),
    signal: over.signal,
  });
  return errors;
}

async function untilAborted(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return;
  await once(signal, "abort");
}
