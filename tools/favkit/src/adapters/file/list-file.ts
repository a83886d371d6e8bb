import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";

import { LIST_FILES, type ListName } from "../../domain/list-name.ts";
import { isMissing } from "./file-failure.ts";

/** Where lists are: in the folder the system keeps them in, or one list in a file of its own. */
export type ListPlace = { readonly folder: string } | { readonly file: string };

/** A file of a list, be it there or not. */
export type ListFile = {
  readonly path: string;
  /** Why this file is written only on demand; undefined when nothing speaks against it. */
  readonly doubt: string | undefined;
};

/** The newest suffix that is known, `.sfl4`. */
const NEWEST_GENERATION = 4;

/**
 * The file of a list. Upgrades of the system leave older files beside newer ones, so the highest suffix counts. When
 * there is none, it is the one that this version of macOS would make.
 */
export async function findListFile(
  place: ListPlace,
  list: ListName,
  macosVersion: string | undefined,
): Promise<ListFile> {
  if ("file" in place) return { path: place.file, doubt: doubtAbout(basename(place.file)) };
  const base = LIST_FILES[list];
  const [newest] = (await namesIn(place.folder))
    .filter((name) => name.startsWith(base) && generationOf(name.slice(base.length)) > 0)
    .toSorted((one, other) => generationOf(suffixOf(other)) - generationOf(suffixOf(one)));
  const systemDoubt = macosVersion === undefined ? undefined : doubtAboutSystem(macosVersion);
  if (newest !== undefined) {
    return { path: join(place.folder, newest), doubt: doubtAbout(newest) ?? systemDoubt };
  }
  const made = generationOfSystem(macosVersion ?? "") ?? NEWEST_GENERATION;
  const elsewhere =
    macosVersion === undefined ? "which file macOS would make is not known" : undefined;
  return { path: join(place.folder, `${base}.sfl${made}`), doubt: systemDoubt ?? elsewhere };
}

/** Why lists of this version of macOS are only read; undefined for those whose files are known. */
export function doubtAboutSystem(version: string): string | undefined {
  const isKnown = generationOfSystem(version) !== undefined;
  return isKnown ? undefined : `macOS ${version} is none that this version of favkit knows`;
}

function doubtAbout(name: string): string | undefined {
  const suffix = suffixOf(name);
  return generationOf(suffix) > NEWEST_GENERATION
    ? `${suffix} is newer than what this version of favkit knows`
    : undefined;
}

function suffixOf(name: string): string {
  return /\.[^.]*$/.exec(name)?.[0] ?? "";
}

/** 1 for `.sfl`, 4 for `.sfl4`; 0 for what is no suffix of a list. */
function generationOf(suffix: string): number {
  const digits = /^\.sfl(?<digits>[2-9]?)$/.exec(suffix)?.groups?.["digits"];
  return digits === undefined ? 0 : Number(digits === "" ? 1 : digits);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Source: which suffix each version of macOS writes; 10.13 to 12, 13 to 15, 26. */
function generationOfSystem(version: string): number | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 26) return 4;
  if (major >= 13 && major <= 15) return 3;
  return major === 11 || major === 12 || (major === 10 && minor >= 13) ? 2 : undefined;
}
