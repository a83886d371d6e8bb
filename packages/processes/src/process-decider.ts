import type { Decider, Tagged } from "@holdfast/cqrs";

import { durationMs, type Outgoing } from "./outgoing.ts";
import {
  type CommandAccepted,
  type CommandRefused,
  type Heard,
  PROCESS_EVENT_TYPES,
  type ProcessEvent,
  type TimerCancelled,
  type TimerFired,
  type TimerSet,
} from "./process-events.ts";
import { formWritten, presentInside, type ProcessForms } from "./process-forms.ts";
import type { ProcessContext, ProcessManager } from "./process-manager.ts";
import { ProcessMisused } from "./process-misused.ts";

/** What reaches the stream of a process. */
export type ProcessInput<Message extends Tagged, Command extends Tagged> =
  | { readonly type: "Hear"; readonly message: Message }
  | { readonly type: "FireTimer"; readonly timer: string; readonly number: number }
  | {
      readonly type: "TellOutcome";
      readonly outcome: CommandAccepted<Command> | CommandRefused<Command>;
    };

/** The state of a process with the timers that run. */
export type ProcessState<State, Timeout extends Tagged> = {
  readonly own: State;
  readonly timersSet: number;
  readonly timers: readonly TimerSet<Timeout>[];
  readonly commandsIssued: number;
  /** The numbers of commands of which no outcome was told yet. */
  readonly open: readonly number[];
};

/** Timers that one process may have at a time: all of them can still be cancelled by one append. */
const TIMERS_MAX = 500;
/** A timer that is set for later than this is a mistake of units. */
const TIMER_YEARS_MAX = 100;
const TIMER_MS_MAX = TIMER_YEARS_MAX * 366 * 24 * 60 * 60 * 1_000;
const TIMER_CHARACTERS_MAX = 200;
const RESERVED: ReadonlySet<string> = new Set(PROCESS_EVENT_TYPES);

/** A process as the decider of its stream: what it is told is the command, what it was told and did are the events. */
export type ProcessDecider<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
> = Decider<
  ProcessInput<Message, Command>,
  ProcessState<State, Timeout>,
  ProcessEvent<Message, Command, Timeout>,
  never,
  ProcessContext
>;

/**
 * Makes the decider of a process manager. It throws `ProcessMisused` for what cannot be carried out, and `UnknownEvent` or
 * `UpcastFailed` for a history that it cannot read.
 */
export function processDecider<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
>(
  manager: ProcessManager<Message, State, Command, Timeout>,
  forms: ProcessForms<Command, Timeout> = {},
): ProcessDecider<Message, State, Command, Timeout> {
  type Event = ProcessEvent<Message, Command, Timeout>;
  type Known = ProcessState<State, Timeout>;
  const evolve = (state: Known, recorded: Event): Known => {
    const event = presentInside(manager.name, recorded, forms);
    return {
      ...timersAfter(state, timerOf(event)),
      ...commandsAfter(state, commandOf(event)),
      own: manager.evolve(state.own, event),
    };
  };
  const isOver = ({ own }: Known): boolean => manager.isOver?.(own) ?? false;

  function follow(
    heard: Heard<Message, Command, Timeout> | undefined,
    before: Known,
    context: ProcessContext,
  ): readonly Event[] {
    if (heard === undefined || isOver(before)) return [];
    const events: Event[] = [heard];
    let state = evolve(before, heard);
    for (const outgoing of manager.react(heard, before.own, context)) {
      const event = eventOf(manager.name, outgoing, { state, now: context.now, forms });
      if (event === undefined) continue;
      events.push(event);
      state = evolve(state, event);
    }
    if (!isOver(state)) return events;
    return [...events, ...state.timers.map(({ timer }) => cancelled(timer))];
  }

  return {
    initialState: () => ({ ...NOTHING_YET, own: manager.initialState() }),
    decide(input, state, context) {
      switch (input.type) {
        case "Hear":
          refuseReserved(manager.name, input.message.type);
          return follow(input.message, state, context);
        case "FireTimer":
          return follow(firedBy(input, state), state, context);
        case "TellOutcome":
          // However late somebody tells another: a command has one outcome.
          if (!state.open.includes(input.outcome.number)) return [];
          return follow(input.outcome, state, context);
        default:
          return input satisfies never;
      }
    },
    evolve,
    isTerminal: isOver,
  };
}

const NOTHING_YET = { timersSet: 0, timers: [], commandsIssued: 0, open: [] } as const;

/** Undefined for a timer that was cancelled or set anew while it fired. */
function firedBy<State, Timeout extends Tagged>(
  { timer, number }: { readonly timer: string; readonly number: number },
  { timers }: ProcessState<State, Timeout>,
): TimerFired<Timeout> | undefined {
  const set = timers.find((each) => each.timer === timer && each.number === number);
  return set === undefined ? undefined : { ...set, type: "TimerFired" };
}

function cancelled(timer: string): TimerCancelled {
  return { type: "TimerCancelled", timer };
}

type TimerEvent<Timeout extends Tagged> =
  | TimerSet<Timeout>
  | { readonly type: "TimerCancelled" | "TimerFired"; readonly timer: string };

function timerOf<Message extends Tagged, Command extends Tagged, Timeout extends Tagged>(
  event: ProcessEvent<Message, Command, Timeout>,
): TimerEvent<Timeout> | undefined {
  return isTimerEvent<Timeout>(event) ? event : undefined;
}

/** Messages are never called so: `Hear` refuses it. */
function isTimerEvent<Timeout extends Tagged>(event: Tagged): event is TimerEvent<Timeout> {
  return (
    event.type === "TimerSet" || event.type === "TimerCancelled" || event.type === "TimerFired"
  );
}

function timersAfter<State, Timeout extends Tagged>(
  { timers, timersSet }: ProcessState<State, Timeout>,
  event: TimerEvent<Timeout> | undefined,
): Pick<ProcessState<State, Timeout>, "timers" | "timersSet"> {
  if (event === undefined) return { timers, timersSet };
  const others = timers.filter(({ timer }) => timer !== event.timer);
  if (event.type !== "TimerSet") return { timers: others, timersSet };
  return { timers: [...others, event], timersSet: event.number };
}

type CommandEvent = {
  readonly type: "CommandIssued" | "CommandAccepted" | "CommandRefused";
  readonly number: number;
};

function commandOf(event: Tagged): CommandEvent | undefined {
  return isCommandEvent(event) ? event : undefined;
}

function isCommandEvent(event: Tagged): event is CommandEvent {
  const { type } = event;
  return type === "CommandIssued" || type === "CommandAccepted" || type === "CommandRefused";
}

function commandsAfter<State, Timeout extends Tagged>(
  { open, commandsIssued }: ProcessState<State, Timeout>,
  event: CommandEvent | undefined,
): Pick<ProcessState<State, Timeout>, "open" | "commandsIssued"> {
  if (event === undefined) return { open, commandsIssued };
  const { number } = event;
  if (event.type === "CommandIssued") return { open: [...open, number], commandsIssued: number };
  return { open: open.filter((each) => each !== number), commandsIssued };
}

type Present<State, Command extends Tagged, Timeout extends Tagged> = {
  readonly state: ProcessState<State, Timeout>;
  readonly now: Date;
  readonly forms: ProcessForms<Command, Timeout>;
};

/** Undefined where there is nothing to cancel. */
function eventOf<State, Command extends Tagged, Timeout extends Tagged>(
  process: string,
  outgoing: Outgoing<Command, Timeout>,
  { state, now, forms }: Present<State, Command, Timeout>,
) {
  switch (outgoing.kind) {
    case "send": {
      const { to, command, label } = outgoing;
      const number = state.commandsIssued + 1;
      const form = formWritten(forms.commands, command.type);
      return { type: "CommandIssued", to, command, label, number, ...form } as const;
    }
    case "cancel_timer": {
      const { timer } = outgoing;
      return isRunning(state, timer) ? cancelled(timer) : undefined;
    }
    case "set_timer": {
      const { timer, due, message } = outgoing;
      refuseName(process, timer);
      if (!isRunning(state, timer) && state.timers.length === TIMERS_MAX) {
        throw new ProcessMisused(process, "too_many_timers", `has ${TIMERS_MAX} timers already`);
      }
      const dueMs = "at" in due ? due.at.getTime() : now.getTime() + durationMs(due.after);
      const dueAt = dueTime(process, { timer, dueMs, nowMs: now.getTime() });
      const form = formWritten(forms.timeouts, message.type);
      const number = state.timersSet + 1;
      return { type: "TimerSet", timer, number, dueAt, message, ...form } as const;
    }
    default:
      return outgoing satisfies never;
  }
}

function isRunning<State, Timeout extends Tagged>(
  { timers }: ProcessState<State, Timeout>,
  name: string,
): boolean {
  return timers.some(({ timer }) => timer === name);
}

function dueTime(
  process: string,
  {
    timer,
    dueMs,
    nowMs,
  }: { readonly timer: string; readonly dueMs: number; readonly nowMs: number },
): string {
  // The past is as far away as the future may be: both are where a unit was mistaken.
  if (Math.abs(dueMs - nowMs) <= TIMER_MS_MAX) return new Date(Math.ceil(dueMs)).toISOString();
  const when = Number.isNaN(dueMs) ? "no time at all" : `more than ${TIMER_YEARS_MAX} years away`;
  throw new ProcessMisused(process, "timer_out_of_range", `timer ${timer} is set for ${when}`);
}

function refuseName(process: string, timer: string): void {
  const isFit = timer !== "" && timer.length <= TIMER_CHARACTERS_MAX;
  if (isFit && timer.isWellFormed() && !timer.includes("\0")) return;
  const sentence = `a timer is called by 1 to ${TIMER_CHARACTERS_MAX} well-formed characters`;
  throw new ProcessMisused(process, "timer_name_invalid", sentence);
}

function refuseReserved(process: string, type: string): void {
  if (!RESERVED.has(type)) return;
  throw new ProcessMisused(process, "reserved_type", `a message may not be called ${type}`);
}
