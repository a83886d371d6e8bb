import type { EventStore } from "@holdfast/cqrs/event-store";
import type { Sleep, SubscriptionStore } from "@holdfast/cqrs/subscriptions";
import type { TimerStore } from "@holdfast/processes";

/** The stores that a process runs on, and the time in which it does: not that of the scenario, which stands still. */
export type ProcessStores<Tx> = {
  readonly events: EventStore;
  readonly subscriptions: SubscriptionStore<Tx>;
  /** Timers whose clock is that of the scenario. */
  readonly timers: TimerStore;
  /** Milliseconds since 1970, for the leases of subscriptions. */
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** How long one step of the process may take, in milliseconds of `sleep`. */
  readonly timeoutMs: number;
};
