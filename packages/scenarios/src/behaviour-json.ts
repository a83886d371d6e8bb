import { eventCatalogue } from "./event-catalogue.ts";
import type { Feature } from "./feature.ts";
import { outcomeCounts } from "./outcome-table.ts";
import { phasesOf } from "./phase-diagram.ts";
import { word } from "./sentences.ts";
import type { Subject } from "./subject.ts";
import { tell } from "./told.ts";
import { witness, type Witnessed } from "./witnessed.ts";

/** What the page tells, for programs, as JSON text: the same bytes wherever and whenever it is written. */
export function behaviourJson(feature: Feature, source: string): string {
  const witnessed = witness(feature);
  const { name, subject, rules } = witnessed;
  const content = {
    feature: name,
    source,
    rules: rules.map((rule) => ({
      rule: rule.name,
      scenarios: rule.scenarios.map(({ title, kind, examples }) => ({
        scenario: title,
        kind,
        examples: examples.map((each) => exampleOf(subject, each)),
      })),
    })),
    refusals: Object.entries(subject.refusals).map(([code, meaning]) => ({ code, meaning })),
    outcomes: outcomeCounts(witnessed),
    events: eventCatalogue(witnessed),
    phases: phasesOf(witnessed) ?? null,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function exampleOf(subject: Subject, { example, holds, played }: Witnessed) {
  const { given, when, outcome } = tell(subject, example.story, played);
  const row = Object.entries(example.row ?? {}).map(([name, value]) => [name, word(value)]);
  const values = row.length === 0 ? {} : { row: Object.fromEntries(row) };
  return { ...values, given, when, outcome, holds };
}
