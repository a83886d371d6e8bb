import type { Tagged } from "@holdfast/cqrs";

import type { ProcessManager } from "./process-manager.ts";
import { SagaMoves } from "./saga-moves.ts";
import type { Saga, SagaState, StepOverdue } from "./saga-steps.ts";

/**
 * A process that does its steps one after another. If one is refused or fails, the steps before it are taken back in the
 * opposite order. Of a step that is overdue nothing is known, so nothing is taken back because of that.
 */
export function saga<Message extends Tagged, Data, Command extends Tagged>(
  told: Saga<Message, Data, Command>,
): ProcessManager<Message, SagaState<Data>, Command, StepOverdue> {
  const moves = new SagaMoves(told);
  return {
    name: told.name,
    initialState: () => ({ phase: "new" }),
    react: (heard, state) => moves.move(state, heard).does,
    // What it does follows from what it was told: only that counts.
    evolve: (state, event) => (isDeed(event) ? state : moves.move(state, event).state),
    isOver: ({ phase }) => phase === "done" || phase === "undone",
  };
}

function isDeed<Event extends Tagged>(
  event: Event,
): event is Extract<Event, { readonly type: "CommandIssued" | "TimerSet" | "TimerCancelled" }> {
  return (
    event.type === "CommandIssued" || event.type === "TimerSet" || event.type === "TimerCancelled"
  );
}
