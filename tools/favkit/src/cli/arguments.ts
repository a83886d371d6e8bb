import { parseArgs } from "node:util";

import type { BackendName, StoreChoice } from "../application/store-choice.ts";
import type { Surroundings } from "../application/surroundings.ts";
import { wantedBy } from "../application/surroundings.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import type { Position } from "../domain/favourites-list.ts";
import { LIST_FILES, isListName, type ListName, listOfFile } from "../domain/list-name.ts";
import { normalPath } from "../domain/path-text.ts";
import { quoted } from "../domain/printable.ts";
import { GLOBAL_OPTIONS, type OptionName, PARSED_OPTIONS } from "./options.ts";

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** What was typed: options by name, and the arguments that are none. */
export type Arguments = {
  readonly positionals: readonly string[];
  /** Whether a switch was given. */
  has(name: OptionName): boolean;
  /** The value of an option. */
  text(name: OptionName): string | undefined;
};

/** Splits a command line. Throws `bad_usage` for options that do not exist and values that are missing. */
export function readArguments(
  argv: readonly string[],
): Arguments & { readonly used: readonly string[] } {
  const { values, positionals } = parsed(argv);
  return {
    positionals,
    used: Object.keys(values),
    has: (name) => values[name] === true,
    text(name) {
      const value = values[name];
      return typeof value === "string" ? value : undefined;
    },
  };
}

function parsed(argv: readonly string[]): { values: Values; positionals: readonly string[] } {
  try {
    const args = [...argv];
    const result = parseArgs({
      args,
      options: PARSED_OPTIONS,
      allowPositionals: true,
      tokens: true,
    });
    const seen = new Set<string>();
    for (const token of result.tokens) {
      if (token.kind !== "option") continue;
      if (seen.has(token.name))
        throw new FavkitError("bad_usage", `--${token.name} is given twice`);
      seen.add(token.name);
    }
    return { values: singles(result.values), positionals: result.positionals };
  } catch (error) {
    if (error instanceof FavkitError || !(error instanceof Error)) throw error;
    throw new FavkitError("bad_usage", error.message.replace(/\.\s.*$/s, ""), { cause: error });
  }
}

/** No option is declared as one that may be given several times, so that no value is an array. */
function singles(values: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value === true,
    ]),
  );
}

/** Refuses options that belong to another command. */
export function checkOptions(used: readonly string[], allowed: readonly string[]): void {
  const stranger = used.find(
    (name) => !allowed.includes(name) && !Object.hasOwn(GLOBAL_OPTIONS, name),
  );
  if (stranger !== undefined)
    throw new FavkitError("bad_usage", `--${stranger} is no option of this command`);
}

/** Where the list is that the options name. */
export function storeChoice(args: Arguments, cwd: string): StoreChoice {
  const [file, home, state] = [
    folderOption(args, "file", cwd),
    folderOption(args, "home", cwd),
    folderOption(args, "state", cwd),
  ];
  const [backend, user] = [backendChoice(args), args.text("user")];
  if (home !== undefined && user !== undefined) {
    throw new FavkitError("bad_usage", "--home and --user name the same thing: give one");
  }
  if (file !== undefined && backend === "api") {
    throw new FavkitError("bad_usage", "--file needs no API: leave --backend api out");
  }
  const given = Object.entries({ backend, file, home, state, user });
  const known = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return { list: listChoice(args), isForced: args.has("force"), ...known };
}

/** A path that an option names, absolute. */
function folderOption(
  args: Arguments,
  name: "file" | "home" | "state",
  cwd: string,
): string | undefined {
  const text = args.text(name);
  if (text === "") throw new FavkitError("bad_usage", `--${name} is empty`);
  return text === undefined ? undefined : typedPath(text, cwd);
}

/** The absolute path of a file on this machine; `~` is for the shell to expand. */
export function typedPath(text: string, cwd: string): string {
  return normalPath(text.startsWith("/") ? text : `${cwd}/${text}`);
}

function backendChoice(args: Arguments): BackendName | undefined {
  const backend = args.text("backend");
  if (backend === undefined) return undefined;
  if (backend === "auto" || backend === "api" || backend === "file") return backend;
  throw new FavkitError(
    "bad_usage",
    `--backend ${quoted(backend)}: auto, api and file are possible`,
  );
}

/** The list that is meant: by `--list`, else by the name of the file, else the favourites. */
export function listChoice(args: Arguments): ListName {
  const name = args.text("list");
  const file = args.text("file");
  if (name === undefined) return (file === undefined ? undefined : listOfFile(file)) ?? "favorites";
  if (name === "recents") return "recent-documents";
  if (isListName(name)) return name;
  const names = Object.keys(LIST_FILES).join(", ");
  throw new FavkitError("bad_usage", `--list ${quoted(name)}: there are ${names}`);
}

/** The position that the options name; undefined when none does. */
export function positionChoice(args: Arguments, surroundings: Surroundings): Position | undefined {
  const given: Position[] = [];
  if (args.has("first")) given.push({ kind: "first" });
  if (args.has("last")) given.push({ kind: "last" });
  for (const kind of ["before", "after"] as const) {
    const text = args.text(kind);
    if (text !== undefined) given.push({ kind, wanted: wantedBy(text, surroundings) });
  }
  const at = args.text("at");
  if (at !== undefined) given.push({ kind: "at", index: wholeNumber(at) });
  if (given.length > 1) {
    throw new FavkitError(
      "bad_usage",
      "--first, --last, --before, --after and --at exclude each other",
    );
  }
  return given[0];
}

function wholeNumber(text: string): number {
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new FavkitError("bad_usage", `--at ${quoted(text)} is no whole number from 0 up`);
}
