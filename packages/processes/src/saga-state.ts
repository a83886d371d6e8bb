import type { Tagged } from "@holdfast/cqrs";

import type { CommandIssued, Heard, ProcessEvent } from "./process-events.ts";
import type { Saga, SagaState, SagaStep, StepOverdue } from "./saga-steps.ts";

/** A saga that has begun. */
export type Begun<Data> = Exclude<SagaState<Data>, { readonly phase: "new" }>;

type Told<Message extends Tagged, Command extends Tagged> = Heard<Message, Command, StepOverdue>;

const UNDO = "undo ";
const ASK = "ask ";

/** What the command that takes a step back is called. */
export function undoing(step: string): string {
  return `${UNDO}${step}`;
}

/** What the command that asks about a step is called. */
export function asking(step: string): string {
  return `${ASK}${step}`;
}

/** Where a saga stands after an event of its history. Calls nothing of the saga but `starts` and `until`. */
export function sagaAfter<Message extends Tagged, Data, Command extends Tagged>(
  saga: Saga<Message, Data, Command>,
  state: SagaState<Data>,
  event: ProcessEvent<Message, Command, StepOverdue>,
): SagaState<Data> {
  if (isIssued(event)) return underWay(state, event.label);
  if (isTimerChange(event)) return state;
  return afterTold(saga, state, event);
}

function afterTold<Message extends Tagged, Data, Command extends Tagged>(
  saga: Saga<Message, Data, Command>,
  state: SagaState<Data>,
  told: Told<Message, Command>,
): SagaState<Data> {
  switch (state.phase) {
    case "new":
      return begun(saga, state, told);
    case "forward":
      return ahead(saga, state, told);
    case "back":
      return backwards(saga, state, told);
    case "needs_attention": {
      const resumes = isMessage(told) && saga.resumes?.(told) === true;
      return resumes ? backFrom(saga, state) : state;
    }
    case "done":
    case "undone":
      return state;
    default:
      return state satisfies never;
  }
}

/** What was really sent goes before what these steps would have sent. */
function underWay<Data>(state: SagaState<Data>, label: string): SagaState<Data> {
  if (state.phase === "new" || label.startsWith(ASK)) return state;
  const isBack = label.startsWith(UNDO);
  const step = isBack ? label.slice(UNDO.length) : label;
  return { ...state, phase: isBack ? "back" : "forward", step };
}

function begun<Message extends Tagged, Data, Command extends Tagged>(
  saga: Saga<Message, Data, Command>,
  state: SagaState<Data>,
  told: Told<Message, Command>,
): SagaState<Data> {
  const data = isMessage(told) ? saga.starts(told) : undefined;
  if (data === undefined) return state;
  return forwardFrom(saga, { data, done: [], reason: undefined });
}

function ahead<Message extends Tagged, Data, Command extends Tagged>(
  saga: Saga<Message, Data, Command>,
  state: Begun<Data>,
  told: Told<Message, Command>,
): Begun<Data> {
  const step = saga.steps.find(({ name }) => name === state.step);
  if (isFired(told))
    return told.message.step === state.step ? { ...state, isOverdue: true } : state;
  const outcome = outcomeOf(step, told, state);
  if (outcome === undefined) return state;
  if (outcome !== "done") return backFrom(saga, { ...state, reason: outcome.reason });
  return forwardFrom(saga, { ...state, done: [...state.done, state.step ?? ""] });
}

/** What is now known about the step that is under way; one that is not known any more is over when it is accepted. */
function outcomeOf<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command> | undefined,
  told: Told<Message, Command>,
  { step: name, data }: Begun<Data>,
): "done" | { readonly reason: string } | undefined {
  if (isMessage(told)) {
    const verdict = step?.until?.(told, data);
    return verdict === "failed" ? { reason: told.type } : verdict;
  }
  if (isFired(told) || told.label !== name) return undefined;
  if (isRefused(told)) return { reason: told.refusal.code };
  return step?.until === undefined ? "done" : undefined;
}

function backwards<Message extends Tagged, Data, Command extends Tagged>(
  saga: Saga<Message, Data, Command>,
  state: Begun<Data>,
  told: Told<Message, Command>,
): Begun<Data> {
  const label = undoing(state.step ?? "");
  if (isRefused(told) && told.label === label) return { ...state, phase: "needs_attention" };
  if (!isAccepted(told) || told.label !== label) return state;
  return backFrom(saga, { ...state, done: state.done.filter((name) => name !== state.step) });
}

type Known<Data> = Pick<Begun<Data>, "data" | "done" | "reason">;

/** The first step that was not done is next. */
function forwardFrom<Message extends Tagged, Data, Command extends Tagged>(
  { steps }: Saga<Message, Data, Command>,
  { data, done, reason }: Known<Data>,
): Begun<Data> {
  const next = steps.find(({ name }) => !done.includes(name))?.name;
  const phase = next === undefined ? "done" : "forward";
  return { phase, data, done, reason, step: next, isOverdue: false };
}

/** What was done last is taken back next; steps that leave nothing behind are passed over. */
function backFrom<Message extends Tagged, Data, Command extends Tagged>(
  { steps }: Saga<Message, Data, Command>,
  { data, done, reason }: Known<Data>,
): Begun<Data> {
  const step = done.findLast((name) => {
    const known = steps.find((each) => each.name === name);
    return known === undefined || known.undoes !== undefined;
  });
  const stand = { data, done, reason, step, isOverdue: false };
  if (step === undefined) return { ...stand, phase: "undone" };
  const isKnown = steps.some(({ name }) => name === step);
  return { ...stand, phase: isKnown ? "back" : "needs_attention" };
}

function isIssued(event: Tagged): event is CommandIssued<Tagged> {
  return event.type === "CommandIssued";
}

function isTimerChange<Event extends Tagged>(
  event: Event,
): event is Extract<Event, { readonly type: "TimerSet" | "TimerCancelled" }> {
  return event.type === "TimerSet" || event.type === "TimerCancelled";
}

type Any = Told<Tagged, Tagged>;

/** A timer of a step has run out. */
export function isFired(told: Tagged): told is Extract<Any, { readonly type: "TimerFired" }> {
  return told.type === "TimerFired";
}

function isAccepted(told: Tagged): told is Extract<Any, { readonly type: "CommandAccepted" }> {
  return told.type === "CommandAccepted";
}

function isRefused(told: Tagged): told is Extract<Any, { readonly type: "CommandRefused" }> {
  return told.type === "CommandRefused";
}

function isMessage<Message extends Tagged, Command extends Tagged>(
  told: Told<Message, Command>,
): told is Message {
  return !isFired(told) && !isAccepted(told) && !isRefused(told);
}
