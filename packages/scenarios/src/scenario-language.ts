import type { Refusal, Tagged } from "@holdfast/cqrs";

import type { Clauses, DataOf, Expected, ExpectedValue, Given, Outcome, When } from "./clauses.ts";
import type { Feature } from "./feature.ts";
import type { Says } from "./sentences.ts";

/** What else is known about a decider. */
export type ScenarioOptions<
  Command extends Tagged,
  Event extends Tagged,
  RefusalType extends Refusal,
> = {
  /** How commands and events are said: `{ MoneyDeposited: ({ cents }) => `${cents} cents come in` }`. */
  readonly says?: Says<Command | Event>;
  /** Every code it may refuse with, and what it means; the page then tells which ones have no scenario. */
  readonly refusals?: Readonly<Record<RefusalType["code"], string>>;
};

/** The scenario language of one decider: a command, an event or a code it does not know does not compile. */
export type ScenarioLanguage<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
> = {
  /** Collects the rules that its body tells, and runs nothing yet. */
  readonly feature: (name: string, body: () => void) => Feature;
  readonly rule: (name: string, body: () => void) => void;
  readonly scenario: (
    title: string,
    ...clauses: Clauses<Command, State, Event, RefusalType>
  ) => void;
  /** One scenario for each row of a table. */
  readonly scenarioOutline: <Row extends Readonly<Record<string, unknown>>>(
    title: string,
    rows: readonly Row[],
    clauses: (row: Row) => Clauses<Command, State, Event, RefusalType>,
  ) => void;
  readonly given: (...events: Event[]) => Given<Event>;
  readonly when: (first: Command, ...further: readonly Command[]) => When<Command>;
  /** Exactly these events, in this order, with these fields. */
  readonly thenHappened: (
    first: Expected<Event>,
    ...further: readonly Expected<Event>[]
  ) => Outcome<State, Event, never>;
  /** The last command is refused; data that is not given is not looked at. */
  readonly thenRefused: <Code extends RefusalType["code"]>(
    code: Code,
    data?: ExpectedValue<DataOf<RefusalType, Code>>,
  ) => Outcome<State, Event, Code>;
  /** Accepted without an event. */
  readonly thenNothing: () => Outcome<State, Event, never>;
  /** Accepted, and this is the state it led to. */
  readonly thenState: (state: ExpectedValue<State>) => Outcome<State, Event, never>;
};
