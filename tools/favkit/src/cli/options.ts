import type { ParseArgsConfig } from "node:util";

/** An option: without `value` it is a switch. */
type Option = { readonly value?: string; readonly help: string; readonly short?: string };

/** Options that every command takes. */
export const GLOBAL_OPTIONS = {
  file: { value: "PATH", help: "work on this file instead of the system's list" },
  list: { value: "NAME", help: "another list than favorites (favkit list --help names them)" },
  backend: {
    value: "auto|api|file",
    help: "how lists are read and written; auto unless FAVKIT_BACKEND says otherwise",
  },
  home: { value: "DIR", help: "work for the owner of this home folder" },
  user: { value: "NAME", help: "the same by the user's name" },
  state: { value: "DIR", help: "where backups and the journal are kept" },
  force: { help: "do it although favkit would rather not; each message says when this helps" },
  quiet: { help: "no notes on stderr, no summary of changes" },
  verbose: { help: "tell on stderr what is used and written" },
  help: { short: "h", help: "this text" },
} as const satisfies Record<string, Option>;

/** Options of single commands. A name means the same everywhere. */
const COMMAND_OPTIONS = {
  json: { help: "one JSON document" },
  ndjson: { help: "one JSON object a line" },
  plain: { help: "name, tab, path or URL" },
  mysides: { help: "the format of mysides: name -> url" },
  all: { help: "list: hidden items too; remove: every item that matches" },
  name: { value: "NAME", help: "the name that is shown instead of the last part of the path" },
  first: { help: "at the beginning" },
  last: { help: "at the end" },
  before: { value: "ITEM", help: "before that item" },
  after: { value: "ITEM", help: "after that item" },
  at: { value: "N", help: "so that its index is N, from 0" },
  "if-missing": { help: "say nothing about what is there already" },
  real: { help: "follow symbolic links to what they lead to" },
  "dry-run": { help: "print the plan and change nothing" },
  prune: { help: "remove what the file does not name" },
  finder: { help: "restart the Finder too" },
  version: { help: "the version of favkit" },
} as const satisfies Record<string, Option>;

/** The name of an option. */
export type OptionName = keyof typeof GLOBAL_OPTIONS | keyof typeof COMMAND_OPTIONS;

const ALL: Readonly<Record<string, Option>> = { ...GLOBAL_OPTIONS, ...COMMAND_OPTIONS };

/** All options as `parseArgs` of Node takes them. */
export const PARSED_OPTIONS: NonNullable<ParseArgsConfig["options"]> = Object.fromEntries(
  Object.entries(ALL).map(([name, { value, short }]) => [
    name,
    { type: value === undefined ? "boolean" : "string", ...(short === undefined ? {} : { short }) },
  ]),
);

/** The lines of a help text about options, aligned. */
export function describeOptions(names: readonly string[]): string {
  const rows = names.map((name) => {
    const { value, help, short } = ALL[name] ?? { help: "" };
    const dashes = short === undefined ? `--${name}` : `-${short}, --${name}`;
    return [value === undefined ? dashes : `${dashes} ${value}`, help] as const;
  });
  const width = Math.max(0, ...rows.map(([option]) => option.length));
  return rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}\n`).join("");
}
