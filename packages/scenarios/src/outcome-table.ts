import { tableOf } from "./markdown.ts";
import { decidedIn, refusedAs, type WitnessedFeature } from "./witnessed.ts";

/** How often an outcome of a command was seen; a code that nobody was refused with has no command. */
export type OutcomeCount = {
  readonly command: string | null;
  readonly outcome: string;
  readonly times: number;
};

/** Which outcomes of which commands the scenarios show, by name, and then the refusals they never show. */
export function outcomeCounts(feature: WitnessedFeature): readonly OutcomeCount[] {
  const decided = Map.groupBy(decidedIn(feature), (each) => `${each.command}\n${each.outcome}`);
  const seen = [...decided].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const outcomes = new Set(decidedIn(feature).map(({ outcome }) => outcome));
  const missing = Object.keys(feature.subject.refusals).filter(
    (code) => !outcomes.has(refusedAs(code)),
  );
  return [
    ...seen.flatMap(([, [first, ...rest]]) =>
      first === undefined ? [] : [{ ...first, times: 1 + rest.length }],
    ),
    ...missing.map((code) => ({ command: null, outcome: refusedAs(code), times: 0 })),
  ];
}

/** The counts as Markdown. */
export function outcomeTable(feature: WitnessedFeature): string {
  return tableOf(
    [feature.subject.process === undefined ? "command" : "told", "outcome", "times"],
    outcomeCounts(feature).map(({ command, outcome, times }) => [
      command ?? "–",
      outcome,
      times === 0 ? "**no scenario**" : String(times),
    ]),
  );
}
