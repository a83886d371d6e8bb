import { BadArguments } from "./bad-arguments.ts";

/** The words of a command line: names as they stand, options by their name without the dashes. */
export type CommandLine = {
  readonly names: readonly string[];
  readonly options: Readonly<Record<string, string>>;
};

/** Options that never take the following word as their value. */
const FLAGS: ReadonlySet<string> = new Set(["help", "quick"]);
const OPTION = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s;

/** Reads `NAME --key value --key=value --flag`; a repeated or malformed option is refused. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const names: string[] = [];
  const options: Record<string, string> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) {
      names.push(word);
      continue;
    }
    const { key, value } = readOption(word, words[at + 1]);
    if (key in options) throw new BadArguments(`--${key} is given twice`);
    options[key] = value ?? words[(at += 1)] ?? "";
  }
  return { names, options };
}

/** The value is null when it is the next word. */
function readOption(word: string, next: string | undefined) {
  const [, key, value] = OPTION.exec(word === "-h" ? "--help" : word) ?? [];
  if (key === undefined)
    throw new BadArguments(`${word} is not an option: write --name or --name=value`);
  if (value !== undefined) return { key, value };
  const alone = FLAGS.has(key) || next === undefined || next.startsWith("--");
  return { key, value: alone ? "true" : null };
}

/** A whole number of an option; `least` is the smallest one that makes sense. */
export function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new BadArguments(
    `--${option} takes a whole number of ${least} or more, not ${JSON.stringify(text)}`,
  );
}

/** Refuses options that nobody would read, so that a slip of the pen does not pass for a setting. */
export function refuseUnknown(
  given: Readonly<Record<string, string>>,
  known: readonly string[],
): void {
  const stranger = Object.keys(given).find((key) => !known.includes(key));
  if (stranger === undefined) return;
  throw new BadArguments(
    `there is no option --${stranger} here; there is ${known.map((key) => `--${key}`).join(", ")}`,
  );
}
