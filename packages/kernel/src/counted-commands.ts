import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { CommandHandling, CommandMessage, HandledMany } from "@holdfast/cqrs/handling";

import { type CommandOutcome, outcomeOf } from "./command-outcome.ts";

/** Told of each command that was answered. */
export type OnHandled = (commandType: string, outcome: CommandOutcome, tookMs: number) => void;

/** Commands that are counted and timed; as they are if nobody counts. */
export function countedCommands<
  Command extends Tagged,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  inner: CommandHandling<Command, Event, RefusalType>,
  onHandled: OnHandled | undefined,
): CommandHandling<Command, Event, RefusalType> {
  if (onHandled === undefined) return inner;
  return {
    async handle(message) {
      const { type } = message.command;
      const beganMs = performance.now();
      try {
        const handled = await inner.handle(message);
        onHandled(type, outcomeOf(handled), performance.now() - beganMs);
        return handled;
      } catch (error) {
        onHandled(type, "failed", performance.now() - beganMs);
        throw error;
      }
    },
    async handleMany(messages, mode) {
      const beganMs = performance.now();
      const tell = (type: string, outcome: CommandOutcome): void =>
        onHandled(type, outcome, performance.now() - beganMs);
      try {
        const handled = await inner.handleMany(messages, mode);
        tellEach(messages, handled, tell);
        return handled;
      } catch (error) {
        for (const { command } of messages) tell(command.type, "failed");
        throw error;
      }
    },
  };
}

/** A command of several was accepted, or it is the one that was refused; what came after it was not tried. */
function tellEach<Command extends Tagged, Event extends Tagged, RefusalType extends Refusal>(
  messages: readonly CommandMessage<Command>[],
  { accepted, refused }: HandledMany<Event, RefusalType>,
  tell: (commandType: string, outcome: CommandOutcome) => void,
): void {
  for (const [at, { command }] of messages.entries()) {
    const handled = accepted[at] ?? (refused?.at === at ? refused.refusal : undefined);
    if (handled !== undefined) tell(command.type, outcomeOf(handled));
  }
}
