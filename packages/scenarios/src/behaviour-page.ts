import type { Feature, Scenario } from "./feature.ts";
import { outcomeTable } from "./outcome-table.ts";
import { phaseDiagram } from "./phase-diagram.ts";

/** The behaviour of a feature as Markdown: the same bytes wherever and whenever it is written. */
export function behaviourPage(
  feature: Feature,
  /** Address of the file that tells it, as seen from the page. */
  source: string,
): string {
  const diagram = phaseDiagram(feature);
  const name = source.slice(source.lastIndexOf("/") + 1);
  const blocks = [
    `# ${escaped(feature.name)}`,
    `Told by [${name}](${source}) and written by \`npm run behaviour\`; a test fails when the two differ.`,
    ...feature.rules.flatMap((rule) => [
      `## ${escaped(rule.name)}`,
      ...rule.scenarios.map(scenarioBlock),
    ]),
    ...refusalBlocks(feature),
    "## What the scenarios cover",
    outcomeTable(feature),
    ...(diagram === undefined ? [] : [`\`\`\`mermaid\n${diagram}\n\`\`\``]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function scenarioBlock({ title, tell }: Scenario): string {
  const { given, when, outcome } = tell();
  const clauses = [
    clause("Given", given.length === 0 ? ["nothing has happened yet"] : given),
    clause("When", when),
    clause("Then", outcome),
  ];
  return [`### ${escaped(title)}`, "", ...clauses.flat()].join("\n");
}

function refusalBlocks({ refusals }: Feature): readonly string[] {
  const lines = Object.entries(refusals).map(([code, why]) => `- \`${code}\`: ${escaped(why)}`);
  return lines.length === 0 ? [] : ["## What is refused", lines.join("\n")];
}

function clause(word: string, sentences: readonly string[]): readonly string[] {
  return sentences.map(
    (sentence, at) => `- ${at === 0 ? `**${word}**` : "and"} ${escaped(sentence)}`,
  );
}

/** Nothing in a title or a value may be taken for markup. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]|#]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}
