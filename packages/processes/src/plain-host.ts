import { handleCommands } from "@holdfast/cqrs/handling";
import { runSubscription, type Sleep, type SubscriptionStore } from "@holdfast/cqrs/subscriptions";

import type { ProcessHost } from "./run-process.ts";
import type { TimerStore } from "./timer-store.ts";

/** Where processes run that need no service around them. */
export type PlainHostOptions<Tx> = {
  readonly subscriptions: SubscriptionStore<Tx>;
  readonly timers: TimerStore;
  /** A name that no other run has. */
  readonly owner: string;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  readonly onError?: (error: unknown, where: string) => void;
};

/** A host made of stores alone, for tests and trials; `openKernel` is one that watches and traces. */
export function plainHost<Tx>(options: PlainHostOptions<Tx>): ProcessHost {
  const { subscriptions: store, timers, random, sleep, signal, onError, ...clocks } = options;
  const never = new AbortController().signal;
  return {
    ...clocks,
    timers,
    sleep,
    signal,
    ...(onError !== undefined && { onError }),
    follow: (subscription, until) =>
      runSubscription(subscription, {
        ...clocks,
        store,
        sleep,
        signal: until,
        onError: (error) => onError?.(error, subscription.name),
      }),
    commands: (decider, { store: events, context, catalogue }) =>
      handleCommands(decider, {
        ...catalogue,
        store: events,
        context,
        random,
        sleep: (ms) => sleep(ms, never),
      }),
  };
}
