import type { Refusal, Tagged } from "@holdfast/cqrs";

import type {
  AcceptedCommand,
  Clauses,
  DataOf,
  Expected,
  ExpectedValue,
  Given,
  GivenItem,
  Outcome,
  PassedTime,
  When,
} from "./clauses.ts";
import type { Duration } from "./duration.ts";
import type { QueryOf, ReadModels, RowOf } from "./read-model.ts";
import type { Telling } from "./telling.ts";

/** The scenario language of one decider: a command, an event or a code it does not know does not compile. */
export type ScenarioLanguage<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Models extends ReadModels = Readonly<Record<string, never>>,
> = Telling<Clauses<Command, State, Event, RefusalType>> &
  Preparing<Command, Event> &
  Expecting<State, Event, RefusalType> & {
    /** A read model shows exactly these rows to whoever asks for this. */
    readonly thenReadModel: <Name extends keyof Models & string>(
      name: Name,
      query: QueryOf<Models[Name]>,
      rows: readonly ExpectedValue<RowOf<Models[Name]>>[],
    ) => Outcome<State, Event, never>;
  };

type Preparing<Command extends Tagged, Event extends Tagged> = {
  /** What happened before, oldest first; nothing if it is empty. */
  readonly given: (...items: GivenItem<Command, Event>[]) => Given<Command, Event>;
  /** Within `given`: a command that was accepted, with whatever came of it. */
  readonly accepted: (command: Command) => AcceptedCommand<Command>;
  /** Within `given`: time that has passed. */
  readonly afterTime: (duration: Duration) => PassedTime;
  /** Commands, one after another: each is decided on what the one before led to. */
  readonly when: (first: Command, ...further: readonly Command[]) => When<Command>;
  /** Commands at the same moment, five at most; nobody knows which one comes first. */
  readonly whenConcurrently: (
    first: Command,
    second: Command,
    ...further: readonly Command[]
  ) => When<Command>;
  /** Time passes, and then come the commands, if there are any. */
  readonly whenTimePasses: (duration: Duration, ...commands: readonly Command[]) => When<Command>;
};

type Expecting<State, Event extends Tagged, RefusalType extends Refusal> = {
  /** Exactly these events, with these fields; in this order, unless the commands came at the same moment. */
  readonly thenHappened: (
    first: Expected<Event>,
    ...further: readonly Expected<Event>[]
  ) => Outcome<State, Event, never>;
  /** The last command is refused; of commands at the same moment one. Data that is not given is not looked at. */
  readonly thenRefused: <Code extends RefusalType["code"]>(
    code: Code,
    data?: ExpectedValue<DataOf<RefusalType, Code>>,
  ) => Outcome<State, Event, Code>;
  /** Accepted without an event. */
  readonly thenNothing: () => Outcome<State, Event, never>;
  /** This is the state it led to. */
  readonly thenState: (state: ExpectedValue<State>) => Outcome<State, Event, never>;
  /** Accepted; the same commands sent again, under the same ids, are answered alike, and nothing happens. */
  readonly thenIdempotent: () => Outcome<State, Event, never>;
};
