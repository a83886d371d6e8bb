import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { fileBackups } from "./adapters/file/file-backups.ts";
import { fileJournal } from "./adapters/file/journal/file-journal.ts";
import { doubtAboutSystem } from "./adapters/file/list-file.ts";
import type { Check } from "./application/check.ts";
import type { ListFiles } from "./application/ports.ts";
import type { StoreChoice } from "./application/store-choice.ts";
import type { Config } from "./config.ts";
import { FavkitError } from "./domain/favkit-error.ts";
import { backendOf, openApi, openFiles } from "./open-stores.ts";
import { macosVersion, type StorePlaces, storePlaces } from "./store-places.ts";

const PRIVACY =
  "give your terminal Full Disk Access: open " +
  '"x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles", then start it anew';

/** Looks at everything that favkit depends on, and changes nothing. */
export async function examine(choice: StoreChoice, config: Config): Promise<readonly Check[]> {
  const places = await storePlaces(choice, config);
  const isHere =
    choice.file !== undefined || process.platform === "darwin" || config.library !== undefined;
  const backups = fileBackups(join(places.state, "backups"), { now: () => new Date() });
  const files = await openFiles(choice, places, backups);
  return [
    await systemCheck(isHere),
    ...(isHere && choice.file === undefined ? [await apiCheck(choice, config)] : []),
    ...(isHere ? await fileChecks(choice, files) : []),
    await stateCheck(places),
  ];
}

async function systemCheck(isHere: boolean): Promise<Check> {
  const version = await macosVersion();
  if (version !== undefined) {
    const doubt = doubtAboutSystem(version);
    if (doubt === undefined) return { name: "system", state: "ok", text: `macOS ${version}` };
    return { name: "system", state: "warning", text: `${doubt}; writing needs --force` };
  }
  const text = `${process.platform}, where the system keeps no such lists`;
  if (isHere)
    return { name: "system", state: "ok", text: `${text}; a named file works everywhere` };
  return {
    name: "system",
    state: "failed",
    code: "unsupported",
    text: `${text}: name one with --file PATH`,
  };
}

async function apiCheck(choice: StoreChoice, config: Config): Promise<Check> {
  const name = "api";
  if (backendOf(choice, config) === "file") return { name, state: "ok", text: "not used" };
  try {
    const { items } = await (await openApi(config)).read(choice.list);
    return { name, state: "ok", text: `LSSharedFileList answers with ${items.length} items` };
  } catch (error) {
    if (!(error instanceof FavkitError)) throw error;
    const isNeeded = backendOf(choice, config) === "api";
    const text = isNeeded ? error.message : `${error.message}; the file is used instead`;
    return { name, state: isNeeded ? "failed" : "warning", code: "unsupported", text };
  }
}

async function fileChecks(choice: StoreChoice, files: ListFiles): Promise<readonly Check[]> {
  try {
    const path = await files.locate(choice.list);
    const { items, seed } = await files.read(choice.list);
    const content = seed === "" ? "there is none yet" : `${items.length} items`;
    const broken = items.filter(({ isResolved }) => !isResolved).length;
    const state = broken === 0 ? "ok" : "warning";
    const text = `${path}: ${content}${broken === 0 ? "" : `, ${broken} of them not resolved`}`;
    return [{ name: "file", state, text }, await writableCheck(dirname(path))];
  } catch (error) {
    if (!(error instanceof FavkitError)) throw error;
    const { code, message } = error;
    const isKnown =
      code === "permission_denied" || code === "unsupported" || code === "malformed_file";
    return [{ name: "file", state: "failed", code: isKnown ? code : "io_failed", text: message }];
  }
}

async function writableCheck(folder: string): Promise<Check> {
  const name = "writing";
  try {
    await access(folder, constants.R_OK | constants.W_OK);
    return { name, state: "ok", text: `${folder} may be written` };
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isAbsent) return { name, state: "warning", text: `${folder} does not exist yet` };
    const advice = process.platform === "darwin" ? `: ${PRIVACY}` : "";
    return {
      name,
      state: "failed",
      code: "permission_denied",
      text: `${folder} may not be written${advice}`,
    };
  }
}

async function stateCheck({ state }: StorePlaces): Promise<Check> {
  const name = "state";
  try {
    const { unreadable, entries } = await fileJournal(join(state, "journal.ndjson")).read();
    const isFolder = await stat(state).then(
      (entry) => entry.isDirectory(),
      () => true,
    );
    if (!isFolder)
      return { name, state: "failed", code: "io_failed", text: `${state} is no folder` };
    const text = `${state}: ${entries.length} changes in the journal`;
    if (unreadable === 0) return { name, state: "ok", text };
    return { name, state: "warning", text: `${text}, ${unreadable} lines cannot be read` };
  } catch (error) {
    if (!(error instanceof FavkitError)) throw error;
    return { name, state: "failed", code: "io_failed", text: error.message };
  }
}
