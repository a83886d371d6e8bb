import type { StoredEvent } from "../event-store/stored-event.ts";
import type { SubscriptionStatus } from "./subscription-status.ts";
import type { EventFilter, SubscriptionId } from "./subscription.ts";

/** Where checkpoints are kept, beside the log and in one transaction with the read models. */
export type SubscriptionStore<Tx> = {
  /** Takes a subscription that nobody holds; its epoch fences off whoever held it before. */
  claim(id: SubscriptionId, request: ClaimRequest): Promise<Claim>;
  /** Keeps the lease and tells when the owner last turned; false if somebody else has taken over. */
  renew(
    holding: Holding,
    turn: { readonly leaseMs: number; readonly agoMs: number },
  ): Promise<boolean>;
  /** Lets the next owner begin at once. */
  release(holding: Holding): Promise<void>;
  readPage(query: PageQuery): Promise<LogPage>;
  /** The last position of the log; 0 if it is empty. */
  head(): Promise<bigint>;
  /** Moves the checkpoint and does the work, both or nothing; throws `SubscriptionLost` if it is not ours any more. */
  advance(step: Step, work: (tx: Tx) => Promise<void>): Promise<void>;
  /** Waits for `resume` from now on. */
  stop(holding: Holding, failure: Failure): Promise<void>;
  /** Lets a stopped subscription try again; false if it was not stopped. */
  resume(id: SubscriptionId): Promise<boolean>;
  /** Events put aside after a position, left out from the first on, `max` at most, in the order of the log. */
  parked(id: SubscriptionId, max: number, after?: bigint): Promise<readonly ParkedEvent[]>;
  /** Removes a parked event and does the work, while no batch is handled; false if it is not parked. */
  unpark(parked: ParkedAddress, work: (tx: Tx) => Promise<void>): Promise<boolean>;
  /** Asks whoever runs the subscription to handle a parked event again; false if it is not parked. */
  askReplay(parked: ParkedAddress): Promise<boolean>;
  /**
   * Where parked events are that somebody asked for, `max` at most, in the order of the log. One waits as long as an
   * earlier event of its stream is parked and nobody has asked for that.
   */
  replaysAsked(id: SubscriptionId, max: number): Promise<readonly bigint[]>;
  /** Keeps an event that has failed again, and forgets that it was asked for. */
  parkAgain(parked: ParkedAddress, error: string): Promise<void>;
  /** Shows the newer revision to readers and retires the older one and those in between, once the newer is as far. */
  switchRevision(change: RevisionChange, work: (tx: Tx) => Promise<void>): Promise<SwitchOutcome>;
  /** The checkpoint; undefined before the subscription has run. */
  position(id: SubscriptionId): Promise<bigint | undefined>;
  status(id: SubscriptionId): Promise<SubscriptionStatus | undefined>;
  /** Calls whenever the log may have grown, until the signal aborts. Only a hint. */
  watch(onGrown: () => void, signal: AbortSignal): Promise<void>;
  /** Whether an error says that the store is away or busy, and nothing about the work. */
  isTransient(error: unknown): boolean;
};

/** Who wants a subscription, for how long, and where it begins if it is new. */
export type ClaimRequest = {
  readonly owner: string;
  readonly leaseMs: number;
  readonly startAfter: bigint;
};

/** What came of asking for a subscription. */
export type Claim =
  | { readonly state: "mine"; readonly epoch: bigint; readonly position: bigint }
  | { readonly state: "held"; readonly forMs: number }
  | { readonly state: "stopped" | "retired" };

/** A subscription in the hands of one owner. */
export type Holding = SubscriptionId & { readonly epoch: bigint };

/** Which part of the log: `max` events at most, and no more than `bytesMax` unless the first is larger. */
export type PageQuery = {
  readonly after: bigint;
  readonly max: number;
  readonly bytesMax: number;
  readonly filter: EventFilter;
};

/** Events that passed the filter, the last position that was looked at, and the last of the log. */
export type LogPage = {
  readonly events: readonly StoredEvent[];
  readonly to: bigint;
  readonly head: bigint;
};

/** How the checkpoint moves, and the event at `to` if that is put aside. */
export type Step = Holding & {
  readonly from: bigint;
  readonly to: bigint;
  readonly leaseMs: number;
  readonly parked?: Failure;
  readonly signal?: AbortSignal;
};

/** Why an event could not be handled. */
export type Failure = { readonly error: string; readonly attempts: number };

/** An event that was put aside. */
export type ParkedEvent = Failure & { readonly position: bigint; readonly at: Date };

/** Which parked event. */
export type ParkedAddress = SubscriptionId & { readonly position: bigint };

/** How long a switch waits for the newer revision, if nobody says otherwise. */
export const SWITCH_WAIT_MS = 2_000;

/** From which revision to which; the older one waits up to `waitMs` (`SWITCH_WAIT_MS`) for the newer. */
export type RevisionChange = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly waitMs?: number;
};

/** `retired`: somebody has switched before. */
export type SwitchOutcome = "switched" | "behind" | "retired";
