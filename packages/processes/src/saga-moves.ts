import type { Tagged } from "@holdfast/cqrs";

import { cancelTimer, type Outgoing, send, setTimer } from "./outgoing.ts";
import type { Heard } from "./process-events.ts";
import type { Saga, SagaState, SagaStep, StepOverdue } from "./saga-steps.ts";

type Under<Data> = Exclude<SagaState<Data>, { readonly phase: "new" }>;
type Place<Data> = Omit<Under<Data>, "phase">;
type Told<Message extends Tagged, Command extends Tagged> = Heard<Message, Command, StepOverdue>;

/** Where a saga stands after it was told something, and what it does about it. */
export type Move<Data, Command extends Tagged> = {
  readonly state: SagaState<Data>;
  readonly does: readonly Outgoing<Command, StepOverdue>[];
};

/** How a saga moves: a function of where it stands and what it is told. */
export class SagaMoves<Message extends Tagged, Data, Command extends Tagged> {
  readonly #saga: Saga<Message, Data, Command>;

  constructor(saga: Saga<Message, Data, Command>) {
    this.#saga = saga;
  }

  move(state: SagaState<Data>, told: Told<Message, Command>): Move<Data, Command> {
    switch (state.phase) {
      case "new":
        return this.#begin(state, told);
      case "forward":
        return this.#ahead(state, told);
      case "back":
        return this.#backwards(state, told);
      case "needs_attention": {
        const resumes = isMessage(told) && this.#saga.resumes?.(told) === true;
        return resumes ? this.#back(state) : { state, does: [] };
      }
      case "done":
      case "undone":
        return { state, does: [] };
      default:
        return state satisfies never;
    }
  }

  #begin(state: SagaState<Data>, told: Told<Message, Command>): Move<Data, Command> {
    const data = isMessage(told) ? this.#saga.starts(told) : undefined;
    if (data === undefined) return { state, does: [] };
    return this.#forward({ data, step: 0, isOverdue: false, reason: undefined });
  }

  #ahead(state: Under<Data>, told: Told<Message, Command>): Move<Data, Command> {
    const stay = { state, does: [] };
    const step = this.#saga.steps[state.step];
    if (step === undefined) return stay;
    if (isFired(told)) return told.message.step === step.name ? overdue(state, step) : stay;
    const outcome = outcomeOf(step, told, state.data);
    if (outcome === undefined) return stay;
    return outcome === "done" ? this.#done(state, step) : this.#failed(state, step, outcome.reason);
  }

  #done(state: Under<Data>, step: SagaStep<Message, Data, Command>): Move<Data, Command> {
    const next = this.#forward({ ...state, step: state.step + 1 });
    return { ...next, does: [...unwatch(step), ...next.does] };
  }

  #failed(
    state: Under<Data>,
    step: SagaStep<Message, Data, Command>,
    reason: string,
  ): Move<Data, Command> {
    const next = this.#back({ ...state, step: state.step - 1, reason });
    return { ...next, does: [...unwatch(step), ...next.does] };
  }

  #backwards(state: Under<Data>, told: Told<Message, Command>): Move<Data, Command> {
    const label = undoing(this.#saga.steps[state.step]?.name ?? "");
    if (isAccepted(told) && told.label === label)
      return this.#back({ ...state, step: state.step - 1 });
    const isStuck = isRefused(told) && told.label === label;
    return { state: isStuck ? { ...state, phase: "needs_attention" } : state, does: [] };
  }

  #forward(from: Place<Data>): Move<Data, Command> {
    const step = this.#saga.steps[from.step];
    if (step === undefined)
      return { state: { ...from, step: from.step - 1, phase: "done" }, does: [] };
    const { to, command } = step.does(from.data);
    const state = { ...from, phase: "forward", isOverdue: false } as const;
    return { state, does: [send(to, command, step.name), ...watch(step)] };
  }

  /** Takes back the step at `from.step`, or the nearest before it that can be. */
  #back(from: Place<Data>): Move<Data, Command> {
    const at = this.#saga.steps.findLastIndex(
      ({ undoes }, index) => index <= from.step && undoes !== undefined,
    );
    const step = this.#saga.steps[at];
    if (step?.undoes === undefined) return { state: { ...from, phase: "undone" }, does: [] };
    const { to, command } = step.undoes(from.data);
    const state = { ...from, step: at, phase: "back", isOverdue: false } as const;
    return { state, does: [send(to, command, undoing(step.name))] };
  }
}

/** What is now known about a step that is under way. */
function outcomeOf<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command>,
  told: Told<Message, Command>,
  data: Data,
): "done" | { readonly reason: string } | undefined {
  if (isAccepted(told)) {
    return told.label === step.name && step.until === undefined ? "done" : undefined;
  }
  if (isRefused(told)) {
    return told.label === step.name ? { reason: told.refusal.code } : undefined;
  }
  const verdict = isMessage(told) ? step.until?.(told, data) : undefined;
  return verdict === "failed" ? { reason: told.type } : verdict;
}

function overdue<Message extends Tagged, Data, Command extends Tagged>(
  state: Under<Data>,
  step: SagaStep<Message, Data, Command>,
): Move<Data, Command> {
  const asked = step.overdue?.asks?.(state.data);
  const asks =
    asked === undefined ? [] : [send(asked.to, asked.command, asking(step.name)), ...watch(step)];
  return { state: { ...state, isOverdue: true }, does: asks };
}

function watch<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command>,
): readonly Outgoing<Command, StepOverdue>[] {
  if (step.overdue === undefined) return [];
  const { after } = step.overdue;
  return [setTimer(timerOf(step.name), { after }, { type: "StepOverdue", step: step.name })];
}

function unwatch<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command>,
): readonly Outgoing<never, never>[] {
  return step.overdue === undefined ? [] : [cancelTimer(timerOf(step.name))];
}

function timerOf(step: string): string {
  return `overdue ${step}`;
}

function undoing(step: string): string {
  return `undo ${step}`;
}

function asking(step: string): string {
  return `ask ${step}`;
}

type Any = Told<Tagged, Tagged>;

function isFired(told: Tagged): told is Extract<Any, { readonly type: "TimerFired" }> {
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
