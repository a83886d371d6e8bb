import type { Story } from "./clauses.ts";
import type { Draws } from "./draws.ts";
import type { Feature, Row, Rule, Scenario } from "./feature.ts";
import { shelf } from "./shelf.ts";
import type { Subject } from "./subject.ts";

/** The part of a language that collects, with clauses of some kind. */
export type Telling<Clauses extends readonly unknown[]> = {
  /** Collects the rules that its body tells, and runs nothing yet. */
  readonly feature: (name: string, body: () => void) => Feature;
  readonly rule: (name: string, body: () => void) => void;
  readonly scenario: (title: string, ...clauses: Clauses) => void;
  /** One example for each row of a table. */
  readonly scenarioOutline: <Values extends Row>(
    title: string,
    rows: readonly Values[],
    clauses: (row: Values) => Clauses,
  ) => void;
  /** Examples for all rows that are drawn. */
  readonly forAll: <Values extends Row>(
    title: string,
    draws: Draws<Values>,
    clauses: (row: Values) => Clauses,
  ) => void;
};

/** Collects the features of one subject. */
export function telling<Clauses extends readonly unknown[]>(
  subject: Subject,
  tell: (clauses: Clauses) => Story,
): Telling<Clauses> {
  const rules = shelf<Rule>("feature");
  const scenarios = shelf<Scenario>("rule");
  return {
    feature: (name, body) => ({ name, rules: rules.fill(body), subject }),
    rule: (name, body) => rules.add({ name, scenarios: scenarios.fill(body) }),
    scenario: (title, ...clauses) =>
      scenarios.add({
        title,
        kind: "scenario",
        examples: [{ row: undefined, story: tell(clauses) }],
        draw: undefined,
        place: placeOfCall(),
      }),
    scenarioOutline: (title, rows, clauses) =>
      scenarios.add({
        title,
        kind: "outline",
        examples: rows.map((row) => ({ row, story: tell(clauses(row)) })),
        draw: undefined,
        place: placeOfCall(),
      }),
    forAll: (title, draws, clauses) =>
      scenarios.add({
        title,
        kind: "for all",
        examples: [{ row: draws.example, story: tell(clauses(draws.example)) }],
        draw: (check) => draws.each((row) => check({ row, story: tell(clauses(row)) })),
        place: placeOfCall(),
      }),
  };
}

/** A failure points to where the scenario is written, not into this package. */
function placeOfCall(): string {
  const place = { stack: "" };
  Error.captureStackTrace(place);
  const lines = place.stack.split("\n").slice(1);
  return lines.filter((line) => !OWN_FRAME.test(line)).join("\n");
}

const OWN_FRAME = /\/scenarios\/src\/(scenarios-of|telling|shelf|processes\/saga-failures)\.ts/;
