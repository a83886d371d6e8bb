import type { Feature } from "./feature.ts";

/** The phases that the scenarios pass through, as a Mermaid state diagram; undefined when the decider tells none. */
export function phaseDiagram({ rules, begins }: Feature): string | undefined {
  if (begins === undefined) return undefined;
  const seen = rules.flatMap(({ scenarios }) => scenarios.map(({ watch }) => watch()));
  const moves = seen.flatMap((each) => each.moves);
  const lines = moves.map(({ from, event, to }) => `  ${from} --> ${to}: ${event}`);
  const ends = seen.flatMap((each) => each.ends).map((phase) => `  ${phase} --> [*]`);
  return [
    "stateDiagram-v2",
    `  [*] --> ${begins}`,
    ...[...new Set(lines)].toSorted(),
    ...[...new Set(ends)].toSorted(),
  ].join("\n");
}
