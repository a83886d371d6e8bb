import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import type { StoreChoice } from "./application/store-choice.ts";
import type { Config } from "./config.ts";
import { FavkitError } from "./domain/favkit-error.ts";
import { quoted } from "./domain/printable.ts";

/** Where everything is, for one command. */
export type StorePlaces = {
  readonly home: string;
  /** The folder that the system keeps lists in. */
  readonly lists: string;
  /** The folder of backups and journal. */
  readonly state: string;
};

/** Finds the folders that the options and the environment name. Throws `path_not_found` for a home that is not there. */
export async function storePlaces(choice: StoreChoice, config: Config): Promise<StorePlaces> {
  const others = choice.home ?? homeOf(choice.user);
  const home = others ?? config.home;
  // A mistyped name would get lists of its own, which nobody ever sees.
  if (others !== undefined && !(await isFolder(others))) {
    throw new FavkitError("path_not_found", `there is no home folder ${quoted(others)}`);
  }
  return {
    home,
    lists: join(home, "Library/Application Support/com.apple.sharedfilelist"),
    state: choice.state ?? defaultState(home, home === config.home ? config.stateHome : undefined),
  };
}

/** The version of macOS, as "26.1", or that it is not known; undefined elsewhere. */
export async function macosVersion(): Promise<string | undefined> {
  if (process.platform !== "darwin") return undefined;
  const path = "/System/Library/CoreServices/SystemVersion.plist";
  const text = await readFile(path, "utf8").catch(() => "");
  return (
    /<key>ProductVersion<\/key>\s*<string>([0-9.]+)<\/string>/.exec(text)?.[1] ??
    "of an unknown version"
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

function homeOf(user: string | undefined): string | undefined {
  if (user === undefined) return undefined;
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(user)) return join("/Users", user);
  throw new FavkitError("bad_usage", `--user ${quoted(user)} is no user name`);
}

function defaultState(home: string, stateHome: string | undefined): string {
  if (process.platform === "darwin") return join(home, "Library/Application Support/favkit");
  return join(stateHome ?? join(home, ".local/state"), "favkit");
}
