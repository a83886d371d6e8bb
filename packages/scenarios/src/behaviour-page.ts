import { eventTable } from "./event-catalogue.ts";
import type { Feature } from "./feature.ts";
import { escaped, tableOf } from "./markdown.ts";
import { outcomeTable } from "./outcome-table.ts";
import { phaseDiagram } from "./phase-diagram.ts";
import { fieldsText, word, wordsOf } from "./sentences.ts";
import type { Subject } from "./subject.ts";
import { tell, type Told } from "./told.ts";
import {
  witness,
  type Witnessed,
  type WitnessedFeature,
  type WitnessedScenario,
} from "./witnessed.ts";

/** A table longer than this is cut: a page is read by people, and the tests play every row. */
const ROWS_MAX = 50;

/** The behaviour of a feature as Markdown: the same bytes wherever and whenever it is written. */
export function behaviourPage(
  feature: Feature,
  /** Address of the file that tells it, as seen from the page. */
  source: string,
): string {
  const witnessed = witness(feature);
  const { subject, name, rules } = witnessed;
  const diagram = phaseDiagram(witnessed);
  const file = source.slice(source.lastIndexOf("/") + 1);
  const blocks = [
    `# ${escaped(name)}`,
    `Told by [${file}](${source}) and written by \`npm run behaviour\`; a test fails when the two differ. ${summary(witnessed)}`,
    ...rules.flatMap((rule) => [
      `## ${escaped(rule.name)}`,
      ...rule.scenarios.map((scenario) => scenarioBlock(subject, scenario)),
    ]),
    ...refusalBlocks(subject),
    "## What the scenarios cover",
    outcomeTable(witnessed),
    "## What can happen",
    eventTable(witnessed),
    ...(diagram === undefined ? [] : [`\`\`\`mermaid\n${diagram}\n\`\`\``]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function summary({ rules, examples }: WitnessedFeature): string {
  const failed = examples.filter(({ holds }) => !holds).length;
  const counts = `${count(rules.length, "rule")}, ${count(examples.length, "example")}`;
  return failed === 0 ? `${counts}: all hold.` : `${counts}: **${failed} fail.**`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function scenarioBlock(subject: Subject, scenario: WitnessedScenario): string {
  const { title, kind, examples } = scenario;
  const heading = `### ${mark(examples.every(({ holds }) => holds))} ${escaped(title)}`;
  const [first] = examples;
  if (first === undefined) return `${heading}\n\nThe table is empty.`;
  if (kind === "outline") return [heading, outlineBlock(subject, examples)].join("\n\n");
  const told = toldOf(subject, first);
  const { row } = first.example;
  const intro =
    row === undefined ? [] : [`For all values, such as ${escaped(fieldsText(row))}:`, ""];
  const clauses = [
    ...givenLines(told),
    ...clause("When", told.when),
    ...clause("Then", told.outcome),
  ];
  return [heading, "", ...intro, ...clauses].join("\n");
}

/** What all rows have in common stands above the table. */
function outlineBlock(subject: Subject, examples: readonly Witnessed[]): string {
  const rows = examples.slice(0, ROWS_MAX).map((each) => {
    const told = toldOf(subject, each);
    return { ...each, told, given: givenLines(told).join("\n") };
  });
  const [first] = rows;
  const isShared = rows.every(({ given }) => given === first?.given);
  const names = Object.keys(first?.example.row ?? {});
  const cells = rows.map(({ example, told, holds }) => [
    ...names.map((name) => escaped(word(example.row?.[name]))),
    ...(isShared ? [] : [cell(told.given)]),
    cell(told.when),
    cell(told.outcome),
    mark(holds),
  ]);
  const headers = [...names.map(wordsOf).map(escaped), ...(isShared ? [] : ["Given"])];
  const rest = examples.length - rows.length;
  return [
    ...(isShared && first !== undefined ? [first.given] : []),
    tableOf([...headers, "When", "Then", ""], cells),
    ...(rest === 0 ? [] : [`and ${count(rest, "further row")}.`]),
  ].join("\n\n");
}

function toldOf(subject: Subject, { example, played }: Witnessed): Told {
  return tell(subject, example.story, played);
}

function cell(sentences: readonly string[]): string {
  return sentences.map(escaped).join("; ") || "nothing has happened yet";
}

function mark(holds: boolean): string {
  return holds ? "✓" : "✗";
}

function givenLines({ given }: Told): readonly string[] {
  return clause("Given", given.length === 0 ? ["nothing has happened yet"] : given);
}

function clause(name: string, sentences: readonly string[]): readonly string[] {
  return sentences.map(
    (sentence, at) => `- ${at === 0 ? `**${name}**` : "and"} ${escaped(sentence)}`,
  );
}

function refusalBlocks({ refusals }: Subject): readonly string[] {
  const lines = Object.entries(refusals).map(([code, why]) => `- \`${code}\`: ${escaped(why)}`);
  return lines.length === 0 ? [] : ["## What is refused", lines.join("\n")];
}
