import type { EventStore } from "@holdfast/cqrs/event-store";

/** Which timer: of which process, by its name there. */
export type TimerAddress = {
  readonly tenant: string;
  /** The stream of the process. */
  readonly streamId: string;
  readonly timer: string;
};

/** A timer that is due, in the hands of whoever claimed it. */
export type DueTimer = TimerAddress & {
  readonly number: number;
  readonly dueAt: Date;
  /** That of the command which set it: what follows from the timer belongs to the same story. */
  readonly correlationId: string;
  /** How often it was claimed, this time included; tells this claim from a later one. */
  readonly attempts: number;
};

/** Timers that nobody else has been given, and how long to wait for the next, if there is one. */
export type ClaimedTimers = {
  readonly timers: readonly DueTimer[];
  /** The time by the clock of the store, in milliseconds since 1970. */
  readonly nowMs: number;
  /** From now on until the next timer that was not claimed; 0 and less if there was no room for it. */
  readonly nextInMs: number | undefined;
};

/** Which timers are wanted. */
export type TimersWanted = {
  /** The category of the processes. */
  readonly category: string;
  readonly max: number;
  /** How long nobody else is given them. */
  readonly leaseMs: number;
};

/** A timer that runs, as an operator sees it. */
export type RunningTimer = Omit<DueTimer, "attempts"> & {
  /** How often it was delivered in vain. */
  readonly failures: number;
  readonly lastError: string | undefined;
};

/** A timer that runs, and none that was set under its name before or after. */
export type OneTimer = TimerAddress & { readonly number: number };

/** Where the timers of processes are kept, beside their log and in one transaction with it. */
export type TimerStore = {
  /** The log as processes write to it: an append that tells of a timer sets it, or takes it away. */
  readonly events: EventStore;
  /** Hands out what is due, the earliest first. */
  claim(wanted: TimersWanted): Promise<ClaimedTimers>;
  /** Takes away a timer that its process did not know any more. */
  drop(timer: DueTimer): Promise<void>;
  /** Gives back a timer that could not be delivered, for some milliseconds from now. */
  postpone(
    timer: DueTimer,
    reason: { readonly forMs: number; readonly error: string },
  ): Promise<void>;
  /** The timers that run, `max` at most, the earliest first. */
  running(query: {
    readonly tenant?: string;
    readonly max: number;
  }): Promise<readonly RunningTimer[]>;
  /**
   * Cancels a timer on somebody's behalf, in the history of its process, which does nothing about it; false if it does not
   * run. Throws `NotTold` where the log does not take it.
   */
  cancel(timer: OneTimer, by: { readonly actor?: string }): Promise<boolean>;
  /** Hands a timer out once, now, due or not; false if it does not run. If it cannot be delivered it waits as before. */
  fire(timer: OneTimer): Promise<boolean>;
  /** The time by the clock of the store, in milliseconds since 1970. */
  nowMs(): Promise<number>;
  /** Calls whenever a timer may have been set, until the signal aborts. Only a hint. */
  watch(onSet: () => void, signal: AbortSignal): Promise<void>;
  /** Whether an error says that the store is away or busy, and nothing about the timer. */
  isTransient(error: unknown): boolean;
};
