import type { Feature } from "./feature.ts";

/** Which outcomes of which commands the scenarios show, and which refusals they never do, as Markdown. */
export function outcomeTable({ rules, refusals }: Feature): string {
  const counts = new Map<string, number>();
  for (const { command, outcome } of rules.flatMap(({ scenarios }) =>
    scenarios.flatMap((each) => each.watch().decided),
  )) {
    const row = `| ${command} | ${outcome} |`;
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  const rows = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const missing = Object.keys(refusals).filter(
    (code) => !rows.some(([row]) => row.endsWith(`| refused: ${code} |`)),
  );
  return [
    "| command | outcome | times |",
    "|---|---|---|",
    ...rows.map(([row, count]) => `${row} ${count} |`),
    ...missing.map((code) => `| – | refused: ${code} | no scenario |`),
  ].join("\n");
}
