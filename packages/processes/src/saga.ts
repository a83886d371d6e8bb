import type { Tagged } from "@holdfast/cqrs";

import { cancelTimer, type Outgoing, send, setTimer } from "./outgoing.ts";
import type { Heard } from "./process-events.ts";
import type { ProcessManager } from "./process-manager.ts";
import { ProcessMisused } from "./process-misused.ts";
import { asking, type Begun, isFired, sagaAfter, undoing } from "./saga-state.ts";
import type { Saga, SagaState, SagaStep, StepOverdue } from "./saga-steps.ts";

/**
 * A process that does its steps one after another. If one is refused or fails, the steps before it are taken back in the
 * opposite order. Of a step that is overdue nothing is known, so nothing is taken back because of that. Throws
 * `ProcessMisused` for steps that cannot be told apart.
 */
export function saga<Message extends Tagged, Data, Command extends Tagged>(
  told: Saga<Message, Data, Command>,
): ProcessManager<Message, SagaState<Data>, Command, StepOverdue> {
  refuseSteps(told);
  return {
    name: told.name,
    initialState: () => ({ phase: "new" }),
    react: (heard, state) => deeds(told, state, heard),
    evolve: (state, event) => sagaAfter(told, state, event),
    isOver: ({ phase }) => phase === "done" || phase === "undone",
  };
}

/** What is to be done when a saga hears something: what leads from where it stood to where it stands then. */
function deeds<Message extends Tagged, Data, Command extends Tagged>(
  told: Saga<Message, Data, Command>,
  before: SagaState<Data>,
  heard: Heard<Message, Command, StepOverdue>,
): readonly Outgoing<Command, StepOverdue>[] {
  const after = sagaAfter(told, before, heard);
  if (after.phase === "new" || after === before) return [];
  const stepOf = (state: SagaState<Data>): SagaStep<Message, Data, Command> | undefined =>
    state.phase === "new" ? undefined : told.steps.find(({ name }) => name === state.step);
  const step = stepOf(after);
  if (isFired(heard)) return step === undefined ? [] : ask(step, after);
  const left = before.phase === "forward" ? stepOf(before) : undefined;
  return [...unwatch(left), ...begin(step, after)];
}

function begin<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command> | undefined,
  { phase, data }: Begun<Data>,
): readonly Outgoing<Command, StepOverdue>[] {
  if (step === undefined) return [];
  if (phase === "forward") {
    const { to, command } = step.does(data);
    return [send(to, command, step.name), ...watch(step)];
  }
  const undo = phase === "back" ? step.undoes?.(data) : undefined;
  return undo === undefined ? [] : [send(undo.to, undo.command, undoing(step.name))];
}

function ask<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command>,
  { data }: Begun<Data>,
): readonly Outgoing<Command, StepOverdue>[] {
  const asked = step.overdue?.asks?.(data);
  if (asked === undefined) return [];
  return [send(asked.to, asked.command, asking(step.name)), ...watch(step)];
}

function watch<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command>,
): readonly Outgoing<Command, StepOverdue>[] {
  if (step.overdue === undefined) return [];
  const { after } = step.overdue;
  return [setTimer(timerOf(step.name), { after }, { type: "StepOverdue", step: step.name })];
}

function unwatch<Message extends Tagged, Data, Command extends Tagged>(
  step: SagaStep<Message, Data, Command> | undefined,
): readonly Outgoing<never, never>[] {
  return step?.overdue === undefined ? [] : [cancelTimer(timerOf(step.name))];
}

function timerOf(step: string): string {
  return `overdue ${step}`;
}

const STEP_CHARACTERS_MAX = 100;

function refuseSteps<Message extends Tagged, Data, Command extends Tagged>({
  name,
  steps,
}: Saga<Message, Data, Command>): void {
  const names = new Set<string>();
  for (const { name: step } of steps) {
    const isFit = step !== "" && step.length <= STEP_CHARACTERS_MAX && !/^(?:undo|ask) /.test(step);
    if (!isFit || names.has(step)) {
      const sentence = `${JSON.stringify(step)} cannot be told from other steps by its name`;
      throw new ProcessMisused(name, "step_name_invalid", sentence);
    }
    names.add(step);
  }
}
