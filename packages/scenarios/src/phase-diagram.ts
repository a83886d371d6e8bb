import { isDeed, nameOf } from "./name-of.ts";
import type { WitnessedFeature } from "./witnessed.ts";

/** The parts of a life, and what leads from one to another. */
export type Phases = {
  readonly begins: string;
  readonly moves: readonly { readonly from: string; readonly event: string; readonly to: string }[];
  /** Phases in which nothing can happen any more. */
  readonly ends: readonly string[];
};

/** The phases that the scenarios pass through; undefined when the decider tells none. */
export function phasesOf({ subject, examples }: WitnessedFeature): Phases | undefined {
  const { decider } = subject;
  const begins = decider.phase?.(decider.initialState());
  if (begins === undefined) return undefined;
  const phase = (state: unknown) => decider.phase?.(state) ?? begins;
  const moves = examples.flatMap(({ played }) => played?.moves ?? []);
  // What a process does is no move of its own: it follows from what it was told.
  const seen = moves.filter(({ event }) => subject.process === undefined || !isDeed(event));
  const lines = seen.map(({ before, event, after }) => [
    phase(before),
    nameOf(subject, event),
    phase(after),
  ]);
  const distinct = new Map(lines.map((line) => [line.join("\n"), line]));
  const ended = seen.filter(({ after }) => decider.isTerminal?.(after) === true);
  return {
    begins,
    moves: [...distinct]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, [from = "", event = "", to = ""]]) => ({ from, event, to })),
    ends: [...new Set(ended.map(({ after }) => phase(after)))].toSorted(),
  };
}

/** The phases as a Mermaid state diagram; undefined when the decider tells none. */
export function phaseDiagram(feature: WitnessedFeature): string | undefined {
  const phases = phasesOf(feature);
  if (phases === undefined) return undefined;
  const { begins, moves, ends } = phases;
  const names = [begins, ...moves.flatMap(({ from, to }) => [from, to])];
  const named = [...new Set(names)].filter((name) => idOf(name) !== name).toSorted();
  return [
    "stateDiagram-v2",
    ...named.map((name) => `  state "${name.replaceAll('"', "'")}" as ${idOf(name)}`),
    `  [*] --> ${idOf(begins)}`,
    ...moves.map(({ from, event, to }) => `  ${idOf(from)} --> ${idOf(to)}: ${event}`),
    ...ends.map((phase) => `  ${idOf(phase)} --> [*]`),
  ].join("\n");
}

/** Mermaid takes no spaces or hyphens in the name of a state. */
function idOf(phase: string): string {
  return phase.replaceAll(/\W+/g, "_");
}
