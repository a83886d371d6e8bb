import type { Reading } from "../catalogue/present-event.ts";
import type { Tagged } from "../decider.ts";
import type { StoredEvent } from "../event-store/stored-event.ts";

/** A reader of the log; another revision of it builds tables of its own. */
export type SubscriptionId = { readonly name: string; readonly revision: number };

/** Which events are handled; what is left out lets all through. The checkpoint advances over the others. */
export type EventFilter = {
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
  readonly tenants?: readonly string[];
};

/** What happens to an event that cannot be handled. */
export type FailurePolicy = {
  /** Further attempts after the first; 0. */
  readonly retries?: number;
  /** How long to wait after the attempt of that number, from 1; doubles from 100 ms up to 10 s. */
  readonly backoffMs?: (attempt: number) => number;
  /** `stop` waits for somebody to call `resume`; `park` puts the event aside and goes on. */
  readonly giveUp?: "stop" | "park";
};

/** Handles events together with the checkpoint, in one transaction. */
export type EachBatch<Tx> = (
  events: readonly StoredEvent[],
  tx: Tx,
  signal: AbortSignal,
) => Promise<void>;

/** Handles events before the checkpoint is written: each comes at least once, with its position as the key. */
export type Deliver = (events: readonly StoredEvent[], signal: AbortSignal) => Promise<void>;

/** Events of the log without their content: after one position, up to another. */
export type LogSpan = { readonly after: bigint; readonly upTo: bigint };

/** Handles a span together with the checkpoint, in one transaction; how it reads what is in it is its own affair. */
export type EachSpan<Tx> = (span: LogSpan, tx: Tx, signal: AbortSignal) => Promise<void>;

/**
 * What reads the log, and what it does with the events: exactly once by `eachBatch`, at least once by `deliver`; by
 * `eachSpan` exactly once too, and all of them, without any being read.
 */
export type Subscription<Tx> = SubscriptionId & {
  readonly onFailure?: FailurePolicy;
  /** Where it begins when it is run for the first time; at the beginning of the log if left out. */
  readonly startAfter?: bigint;
} & (
    | (EventsWanted & ({ readonly eachBatch: EachBatch<Tx> } | { readonly deliver: Deliver }))
    | { readonly filter?: never; readonly catalogue?: never; readonly eachSpan: EachSpan<Tx> }
  );

/** Which events, and in which form. */
type EventsWanted = {
  readonly filter?: EventFilter;
  /**
   * Brings events of older schema versions to the present one. An event it does not know is a failure; types that the
   * filter leaves out are passed over and counted, known or not. Left out, events come as they were written.
   */
  readonly catalogue?: Reading<Tagged>;
};
