import { parseArgs } from "node:util";

import type { Command } from "./command.ts";
import { COMMON_OPTIONS } from "./common-options.ts";
import { Given } from "./given.ts";
import { UsageError } from "./usage-error.ts";

/** A command line that was understood; without a command it asks for help about the program. */
export type Asked = {
  readonly command: Command | undefined;
  readonly isHelp: boolean;
  readonly given: Given;
};

/** Reads the words after the name of the program. Throws `UsageError`. */
export function readCommandLine(words: readonly string[], commands: readonly Command[]): Asked {
  const isHelp = words.includes("--help") || words.includes("-h");
  const [command] = commands
    .filter(({ name }) => startsWith(words, name))
    .toSorted((one, other) => other.name.length - one.name.length);
  if (command === undefined) {
    if (isHelp || words.length === 0) {
      return { command, isHelp: true, given: new Given([], {}) };
    }
    throw new UsageError(unknown(words, commands));
  }
  if (isHelp) return { command, isHelp, given: new Given([], {}) };
  const args = words.slice(command.name.split(" ").length);
  return { command, isHelp, given: parsed(command, args) };
}

function startsWith(words: readonly string[], name: string): boolean {
  return name.split(" ").every((word, at) => words[at] === word);
}

function unknown([first = "", second]: readonly string[], commands: readonly Command[]): string {
  const related = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (related.length > 0) {
    const verbs = related.map(({ name }) => name.slice(first.length + 1)).join(", ");
    return second === undefined || second.startsWith("-")
      ? `say what to do with ${first}: ${verbs}`
      : `${first} ${second} is unknown; there is: ${verbs}`;
  }
  // A word that is no command may be an address with a password.
  return `${/^[a-z]{1,20}$/.test(first) ? first : "the first word"} is unknown; there is: ${commands.map(({ name }) => name).join(", ")}`;
}

function parsed(command: Command, args: readonly string[]): Given {
  const all = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  const options = Object.fromEntries(
    all.map(([name, { type, short, isList = false }]) => [
      name,
      { type, multiple: isList, ...(short !== undefined && { short }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    checkCount(command, positionals.length);
    return new Given(positionals, values);
  } catch (error) {
    // An option that is not known, or one without its value: Node says which.
    throw new UsageError(error instanceof Error ? error.message : "the options are wrong");
  }
}

function checkCount({ name, words }: Command, count: number): void {
  const least = words.filter((word) => !word.startsWith("[")).length;
  const most = words.some((word) => word.endsWith("…]")) ? Infinity : words.length;
  if (count >= least && count <= most) return;
  throw new UsageError(
    words.length === 0 ? `${name} takes no further word` : `${name} takes ${words.join(" ")}`,
  );
}
