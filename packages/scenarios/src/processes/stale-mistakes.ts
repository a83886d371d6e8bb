import { isRefusal, type Tagged } from "@holdfast/cqrs";
import type { ProcessInput, TimerSet } from "@holdfast/processes";

import type { Played } from "../game.ts";
import { decided } from "../guarded.ts";
import { show } from "../show.ts";
import type { Subject } from "../subject.ts";
import { timersIn } from "./process-part.ts";

/** A timer that has fired, was cancelled or was set anew may still come: then nothing happens. */
export function staleMistakes(subject: Subject, played: Played): readonly string[] {
  if (subject.process === undefined) return [];
  const { moves, state } = played;
  const stale = staleTimers(
    moves.map(({ event }) => event),
    state,
  );
  return stale.flatMap(({ timer, number }) => {
    const command: ProcessInput<Tagged, Tagged> = { type: "FireTimer", timer, number };
    const context = { now: new Date(subject.beginsAtMs) };
    const decision = decided(subject.decider, { command, state, context });
    return isRefusal(decision) || decision.length === 0
      ? []
      : [staleText(timer, decision.map(show).join(", "))];
  });
}

/** Timers that were set and do not run any more. */
export function staleTimers(
  events: readonly Tagged[],
  state: unknown,
): readonly TimerSet<Tagged>[] {
  const running = new Set(timersIn(state).map(({ number }) => number));
  return events.filter(isTimerSet).filter(({ number }) => !running.has(number));
}

/** What is said of a timer that has an effect though it does not run any more. */
export function staleText(timer: string, effect: string): string {
  return `timer ${timer}: fires though it does not run any more, got ${effect}`;
}

function isTimerSet(event: Tagged): event is TimerSet<Tagged> {
  return event.type === "TimerSet";
}
