import type { Tagged } from "@holdfast/cqrs";

import type { Duration } from "./outgoing.ts";

/** A command with the stream it is for. */
export type Addressed<Command extends Tagged> = { readonly to: string; readonly command: Command };

/** What a message says about a step that is not over when its command is accepted. */
export type Verdict = "done" | "failed" | undefined;

/** One step, and how it is taken back. */
export type SagaStep<Message extends Tagged, Data, Command extends Tagged> = {
  /** Of all steps of the saga the only one called so; it keeps its name for as long as sagas run. */
  readonly name: string;
  readonly does: (data: Data) => Addressed<Command>;
  /** Left out, the step is done when its command is accepted. */
  readonly until?: (message: Message, data: Data) => Verdict;
  /** Left out, there is nothing to take back. It must not be refused: a saga that cannot go back needs somebody. */
  readonly undoes?: (data: Data) => Addressed<Command>;
  /** How long the step usually takes at most. After that it is overdue, and stays so until it is known what became of it. */
  readonly overdue?: {
    readonly after: Duration;
    /** Asks how it stands, then and each time that so much time has passed again. */
    readonly asks?: (data: Data) => Addressed<Command>;
  };
};

/**
 * Steps that are all done, or all taken back. `starts` and `until` read messages of any age again and again, and never
 * throw; `does`, `undoes` and `asks` are called when something is to be done.
 */
export type Saga<Message extends Tagged, Data, Command extends Tagged> = {
  readonly name: string;
  /** What the steps need to know, from the message that starts it; undefined if it does not. */
  readonly starts: (message: Message) => Data | undefined;
  readonly steps: readonly SagaStep<Message, Data, Command>[];
  /** Whether a message says that a saga that needs somebody shall try again. */
  readonly resumes?: (message: Message) => boolean;
};

/** How far a saga is. Steps are told by their names, so that what runs outlives a change of their order. */
export type SagaState<Data> =
  | { readonly phase: "new" }
  | {
      /** `back`: steps are taken back; `needs_attention`: that was refused, or a step is not known any more. */
      readonly phase: "forward" | "back" | "needs_attention" | "done" | "undone";
      readonly data: Data;
      /** What was done and not taken back, in the order in which it was done. */
      readonly done: readonly string[];
      /** The step that is under way, or that is being taken back. */
      readonly step: string | undefined;
      readonly isOverdue: boolean;
      /** Why it goes back, as a code. */
      readonly reason: string | undefined;
    };

/** The message of the timer of a step. */
export type StepOverdue = { readonly type: "StepOverdue"; readonly step: string };
