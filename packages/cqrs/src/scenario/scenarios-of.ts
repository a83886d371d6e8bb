import { type Decider, type Tagged } from "../decider.ts";
import { type Refusal } from "../refusal.ts";
import {
  type Clauses,
  type DataOf,
  type Expected,
  type ExpectedValue,
  type Given,
  type Outcome,
  type When,
} from "./clauses.ts";
import { type Feature, type Rule, type Scenario } from "./feature.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import { type Says, word, wordsOf } from "./sentences.ts";
import { shelf } from "./shelf.ts";
import { toldScenario } from "./told-scenario.ts";

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
  readonly given: (...events: readonly Event[]) => Given<Event>;
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

/** The scenario language of a decider. It only collects: `@holdfast/cqrs/vitest` runs what was collected. */
export function scenariosOf<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  decider: Decider<Command, State, Event, RefusalType>,
  options?: ScenarioOptions<Command, Event, RefusalType>,
): ScenarioLanguage<Command, State, Event, RefusalType>;
export function scenariosOf<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
>(
  decider: Decider<Command, State, Event, RefusalType, Context>,
  options: ScenarioOptions<Command, Event, RefusalType> & {
    /** Makes the context of one run: the same time, the same ids each time it is called. */
    readonly context: () => Context;
  },
): ScenarioLanguage<Command, State, Event, RefusalType>;
export function scenariosOf<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  decider: Decider<Command, State, Event, RefusalType, unknown>,
  options: ScenarioOptions<Command, Event, RefusalType> & { readonly context?: () => unknown } = {},
): ScenarioLanguage<Command, State, Event, RefusalType> {
  const { says = {}, context = () => undefined, refusals = {} } = options;
  const rules = shelf<Rule>("feature");
  const scenarios = shelf<Scenario>("rule");
  const add = (title: string, clauses: Clauses<Command, State, Event, RefusalType>) => {
    scenarios.add(titled(title, toldScenario({ decider, context, says }, clauses)));
  };
  return {
    feature: (name, body) => ({
      name,
      rules: rules.fill(body),
      refusals,
      begins: decider.phase?.(decider.initialState()),
    }),
    rule: (name, body) => rules.add({ name, scenarios: scenarios.fill(body) }),
    scenario: (title, ...clauses) => add(title, clauses),
    scenarioOutline(title, rows, clauses) {
      for (const row of rows) add(`${title}: ${rowText(row)}`, clauses(row));
    },
    given: (...events) => ({ given: events }),
    when: (...commands) => ({ when: commands }),
    thenHappened: (...events) => ({ outcome: "happened", events }),
    thenRefused: (code, data) => ({ outcome: "refused", code, data }),
    thenNothing: () => ({ outcome: "nothing" }),
    thenState: (state) => ({ outcome: "state", state }),
  };
}

/** A failure points to where the scenario is written, not into this package. */
function titled(title: string, told: Omit<Scenario, "title">): Scenario {
  const place = { stack: "" };
  Error.captureStackTrace(place);
  const check = () => {
    try {
      told.check();
    } catch (error) {
      if (error instanceof ScenarioFailed) error.stack = `${error.message}\n${frames(place.stack)}`;
      throw error;
    }
  };
  return { ...told, title, check };
}

const OWN_FRAME = /\/cqrs\/src\/scenario\/(scenarios-of|shelf)\.ts/;

function frames(stack: string): string {
  const lines = stack.split("\n").slice(1);
  return lines.filter((line) => !OWN_FRAME.test(line)).join("\n");
}

function rowText(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .map(([name, value]) => `${wordsOf(name)} ${word(value)}`)
    .join(", ");
}
