import type { CommandOutline } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { describeOptions, GLOBAL_OPTIONS } from "./options.ts";

const EXIT_CODES = `Exit codes: 0 done, 1 error, 2 wrong usage, 3 nothing matched, 4 no permission, 5 ambiguous,
6 unsupported system or format, 7 the list was changed by something else meanwhile.
`;

/** The usage line of a command. */
function usageOf(name: string, { usage }: CommandOutline): string {
  return `usage: favkit ${name}${usage === "" ? "" : ` ${usage}`}`;
}

/** The help text of a command. */
export function commandHelp(name: string, outline: CommandOutline): string {
  const { summary, options, examples, notes } = outline;
  const parts = [
    `${usageOf(name, outline)}\n\nfavkit ${name}: ${summary}.\n`,
    notes === undefined ? "" : `${wrapped(notes)}\n`,
    options.length === 0 ? "" : `Options:\n${describeOptions(options)}`,
    `Options of every command:\n${describeOptions(Object.keys(GLOBAL_OPTIONS))}`,
    `Examples:\n${examples.map((example) => `  ${example}\n`).join("")}`,
    EXIT_CODES,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** The help text of the whole. */
export function generalHelp(): string {
  const width = Math.max(...COMMANDS.keys().map(({ length }) => length));
  const rows = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  return [
    "favkit reads and changes the favourites of the macOS Finder sidebar.\n",
    "usage: favkit [command] [options]    favkit <command> --help\n",
    `Commands:\n${rows.join("")}`,
    `Options of every command:\n${describeOptions(Object.keys(GLOBAL_OPTIONS))}${describeOptions(["version"])}`,
    EXIT_CODES,
  ].join("\n");
}

const COLUMNS = 100;

function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length >= COLUMNS) lines.push(word);
    else lines.splice(-1, 1, line === "" ? word : `${line} ${word}`);
  }
  return `${lines.join("\n")}\n`;
}
