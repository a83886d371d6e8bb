import type { Command, CommandOptions } from "./command.ts";
import { COMMON_OPTIONS } from "./common-options.ts";

const TAIL = `Where the log is, from the environment or by --database-url (which others on the machine can see):
  HOLDFAST_DATABASE_URL, or else DATABASE_SYSTEM_URL, or else DATABASE_URL
It takes a user that sees every tenant: the system role of the service, or a superuser.

Exit codes:
  0 fine · 1 something was found · 2 wrong command line
  3 the database cannot be reached, or what was asked is refused
  4 nothing is wrong, and a rebuild is still under way
  70 a mistake of this program · 130 interrupted`;

/** What `--help` prints about the program. */
export function overview(commands: readonly Command[]): readonly string[] {
  const rows = commands.map((command) => [usage(command), command.summary] as const);
  return [
    "holdfast COMMAND: looks into the log of a service, and mends what is stuck",
    "",
    ...columns(rows),
    "",
    "holdfast COMMAND --help tells the options of a command. All times are UTC.",
    "",
    ...TAIL.split("\n"),
  ];
}

/** What `--help` prints about one command. */
export function commandHelp(command: Command): readonly string[] {
  const { options, summary, about = [] } = command;
  return [
    `holdfast ${usage(command)}: ${summary}`,
    "",
    ...columns(optionRows({ ...options, ...COMMON_OPTIONS })),
    ...about.flatMap((paragraph) => ["", paragraph]),
  ];
}

function usage({ name, words }: Command): string {
  return [name, ...words].join(" ");
}

function optionRows(options: CommandOptions): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, help }]) => {
    const letter = short === undefined ? "" : `-${short}, `;
    return [`${letter}--${name}${value === undefined ? "" : ` ${value}`}`, help];
  });
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
