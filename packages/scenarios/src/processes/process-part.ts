import type { Tagged } from "@holdfast/cqrs";
import type { EventReader } from "@holdfast/cqrs/catalogue";
import type { CommandIssued, ProcessManager, ProcessState, TimerSet } from "@holdfast/processes";

/** Any process manager: the language has checked the types by the time a scenario is played. */
export type AnyManager = ProcessManager<Tagged, unknown, Tagged, Tagged>;

/** What scenarios of processes are about. */
export type ProcessPart = {
  readonly manager: AnyManager;
  /** The catalogue of its messages; runners with a store need it. */
  readonly messages: EventReader<Tagged> | undefined;
};

/** The commands of a process, in the order in which they were sent. */
export function issuedIn(events: readonly Tagged[]): readonly CommandIssued<Tagged>[] {
  return events.filter(isIssued);
}

/** The timers that run in a state, those that are due first before the others. */
export function timersIn(state: unknown): readonly TimerSet<Tagged>[] {
  if (!isProcessState(state)) return [];
  return state.timers.toSorted(
    (one, other) => dueMsOf(one) - dueMsOf(other) || one.number - other.number,
  );
}

/** When a timer is due, in milliseconds since 1970. */
export function dueMsOf({ dueAt }: TimerSet<Tagged>): number {
  return Date.parse(dueAt);
}

/** What the manager itself knows, without its timers. */
export function ownOf(state: unknown): unknown {
  return isProcessState(state) ? state.own : state;
}

function isIssued(event: Tagged): event is CommandIssued<Tagged> {
  return event.type === "CommandIssued";
}

function isProcessState(state: unknown): state is ProcessState<unknown, Tagged> {
  return typeof state === "object" && state !== null && "own" in state && "timers" in state;
}
