import { randomUUID } from "node:crypto";
import { chmod, cp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { EmbeddedStartFailed } from "./embedded-start-failed.ts";
import { NoBinaryForPlatform } from "./no-binary-for-platform.ts";
import { runsAs } from "./runs-as.ts";

/**
 * Copies the programs to where the account can start them, once per version. A copy appears under
 * its name complete or not at all.
 */
export async function copyBinaries(
  original: Binaries,
  folder: string,
  account: Account | undefined,
): Promise<Binaries> {
  const copy: Binaries = {
    root: join(folder, `postgres-${original.label}`),
    label: original.label,
  };
  if (await runsAs(copy, account)) return copy;
  const unfinished = `${copy.root}.${randomUUID()}`;
  await cp(original.root, unfinished, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(unfinished);
  await letEverybodyRead(unfinished);
  await put(unfinished, copy, account);
  if (await runsAs(copy, account)) return copy;
  throw new NoBinaryForPlatform(original.label, {
    cause: new EmbeddedStartFailed(`the programs in ${copy.root} cannot be run`),
  });
}

/**
 * Gives a finished copy its name, unless that of another first start has it meanwhile. One that does
 * not run, as after a clean-up of temporary files, is moved aside at once, never emptied in its place.
 */
async function put(unfinished: string, copy: Binaries, account?: Account): Promise<void> {
  if (!(await runsAs(copy, account))) {
    const aside = `${unfinished}.old`;
    await rename(copy.root, aside).catch(() => undefined);
    await rename(unfinished, copy.root).catch(() => undefined);
    await rm(aside, { recursive: true, force: true });
  }
  await rm(unfinished, { recursive: true, force: true });
}

/**
 * The packages leave the links between versions of a library to an install script, listed in a file
 * beside the programs; an installation without scripts has the list only.
 */
async function linkLibraries(root: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(root, "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(list)) return;
  for (const link of list.filter(isLink)) {
    const at = join(dirname(root), link.target.replace(/^native/, basename(root)));
    await symlink(basename(link.source), at).catch(ignoreExisting);
  }
}

type Link = { readonly source: string; readonly target: string };

function isLink(value: unknown): value is Link {
  if (typeof value !== "object" || value === null) return false;
  if (!("source" in value && "target" in value)) return false;
  return typeof value.source === "string" && typeof value.target === "string";
}

function ignoreExisting(error: unknown): void {
  if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
  throw error;
}

/** An installation under a strict umask is readable by its owner only. */
async function letEverybodyRead(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  await chmod(root, 0o755);
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const isProgram = basename(entry.parentPath) === "bin" || entry.isDirectory();
    if (!entry.isSymbolicLink()) await chmod(path, isProgram ? 0o755 : 0o644);
  }
}
