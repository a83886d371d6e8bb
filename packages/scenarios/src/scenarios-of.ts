import type { Decider, Refusal, Tagged } from "@holdfast/cqrs";

import type { Clauses } from "./clauses.ts";
import type { Rule, Scenario } from "./feature.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import type { ScenarioLanguage, ScenarioOptions } from "./scenario-language.ts";
import { word, wordsOf } from "./sentences.ts";
import { shelf } from "./shelf.ts";
import { toldScenario } from "./told-scenario.ts";

/** The scenario language of a decider. It only collects: `@holdfast/scenarios/vitest` runs what was collected. */
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

const OWN_FRAME = /\/scenarios\/src\/(scenarios-of|shelf)\.ts/;

function frames(stack: string): string {
  const lines = stack.split("\n").slice(1);
  return lines.filter((line) => !OWN_FRAME.test(line)).join("\n");
}

function rowText(row: Readonly<Record<string, unknown>>): string {
  return Object.entries(row)
    .map(([name, value]) => `${wordsOf(name)} ${word(value)}`)
    .join(", ");
}
