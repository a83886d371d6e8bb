import type { Tagged } from "@holdfast/cqrs";

import type { Outgoing } from "./outgoing.ts";
import type { Heard, ProcessEvent } from "./process-events.ts";

/** What a process knows besides its history. */
export type ProcessContext = {
  /** By the clock of the database: all owners of a process share it. A timer may have been due earlier. */
  readonly now: Date;
};

/**
 * Something that takes several steps and some time, as functions of their arguments: it is told what happens, and says
 * what is to be done about it. What it was told and what it did are one append to its stream, so that a message that
 * comes twice has no second effect.
 */
export type ProcessManager<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged = never,
> = {
  /** The category of its streams: letters, digits and underscores. */
  readonly name: string;
  initialState(): State;
  /** What is to be done about what it was told, on the state before that. */
  react(
    heard: Heard<Message, Command, Timeout>,
    state: State,
    context: ProcessContext,
  ): readonly Outgoing<Command, Timeout>[];
  /** History has happened: never throws, never changes the state it is given. */
  evolve(state: State, event: ProcessEvent<Message, Command, Timeout>): State;
  /** Whether it is done with. Timers that still run are cancelled, and nothing is heard any more. */
  isOver?(state: State): boolean;
};
