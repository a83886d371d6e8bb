import type { Tagged } from "@holdfast/cqrs";

import type { Expected, ExpectedValue, PassedTime } from "../clauses.ts";
import type { Duration } from "../duration.ts";
import type { Telling } from "../telling.ts";
import type { ToldOutcome } from "./told-outcome.ts";

/** The first clause: what the process was told before, and time that has passed. */
type GivenTold<Message> = {
  readonly given: readonly (Message | ToldOutcome | PassedTime)[];
};

/** The second clause: what the process is told, after a while if so. */
type WhenTold<Message> = {
  readonly when: readonly (Message | ToldOutcome)[];
  readonly isAtOnce: false;
  readonly afterMs: number;
};

/** The third clause: what the process does about that. */
type Done<State, Command extends Tagged, Timeout extends Tagged> =
  | {
      readonly outcome: "command";
      readonly to: string;
      readonly command: Command | Expected<Command>;
    }
  | {
      readonly outcome: "timer";
      readonly timer: string;
      readonly due: { readonly inMs: number } | { readonly atMs: number };
      readonly message: ExpectedValue<Timeout> | undefined;
    }
  | { readonly outcome: "nothing" }
  | { readonly outcome: "over" }
  | { readonly outcome: "state"; readonly state: ExpectedValue<State> };

/** The three clauses of a scenario of a process; the third may be several that hold together. */
export type ProcessClauses<
  Message,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
> = readonly [
  given: GivenTold<Message>,
  when: WhenTold<Message>,
  outcome: Done<State, Command, Timeout>,
  ...further: readonly Done<State, Command, Timeout>[],
];

/** The scenario language of one process manager: a message or a command it does not know does not compile. */
export type ProcessLanguage<
  Message extends Tagged,
  State,
  Command extends Tagged,
  Timeout extends Tagged,
> = Telling<ProcessClauses<Message, State, Command, Timeout>> & {
  /** What it was told before, oldest first; nothing if it is empty. */
  readonly given: (...items: (Message | ToldOutcome | PassedTime)[]) => GivenTold<Message>;
  /** The command with this label has taken effect; it has to be the one that is on its way. */
  readonly accepted: (label: string, answer?: unknown) => ToldOutcome;
  /** The command with this label is refused; it has to be the one that is on its way. */
  readonly refused: (
    label: string,
    code: string,
    data?: Readonly<Record<string, unknown>>,
  ) => ToldOutcome;
  /** Within `given`: time that has passed. Timers fire meanwhile. */
  readonly afterTime: (duration: Duration) => PassedTime;
  /** What it is told, one after another. */
  readonly when: (
    first: Message | ToldOutcome,
    ...further: readonly (Message | ToldOutcome)[]
  ) => WhenTold<Message>;
  /** Time passes: the clock reaches each timer that is due meanwhile, and it fires. Then it is told, if anything. */
  readonly whenTimePasses: (
    duration: Duration,
    ...told: readonly (Message | ToldOutcome)[]
  ) => WhenTold<Message>;
} & Expecting<State, Command, Timeout>;

type Expecting<State, Command extends Tagged, Timeout extends Tagged> = {
  /** The next command that it sends. All of them are to be told, in their order. */
  readonly thenCommand: (
    to: string,
    command: Command | Expected<Command>,
  ) => Done<State, Command, Timeout>;
  /**
   * A timer that runs at the end, and when it is due: so long after the end, or at a time. All that run are to be told.
   * A message that is left out is not looked at.
   */
  readonly thenTimer: (
    name: string,
    due: Duration | Date,
    message?: ExpectedValue<Timeout>,
  ) => Done<State, Command, Timeout>;
  /** It sends nothing, and neither sets nor cancels a timer. */
  readonly thenNothing: () => Done<State, Command, Timeout>;
  /** This is its state at the end. */
  readonly thenState: (state: ExpectedValue<State>) => Done<State, Command, Timeout>;
  /** It is over. A process that is over, and of which that is not told, fails. */
  readonly thenOver: () => Done<State, Command, Timeout>;
};
