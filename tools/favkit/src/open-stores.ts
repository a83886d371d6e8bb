import { extname, join } from "node:path";

import { sflFileStore } from "./adapters/file/sfl-file-store.ts";
import { pureBookmarks } from "./adapters/pure-bookmarks.ts";
import type {
  Backups,
  Clock,
  Daemon,
  Journal,
  ListFiles,
  ListStore,
  Paths,
} from "./application/ports.ts";
import type { StoreChoice } from "./application/store-choice.ts";
import type { Opened } from "./cli/world.ts";
import type { Config } from "./config.ts";
import { FavkitError } from "./domain/favkit-error.ts";
import { macosVersion, type StorePlaces, storePlaces } from "./store-places.ts";

const NOWHERE =
  "the system keeps these lists on macOS only: on this one name a file of lists with --file PATH";

/** Opens the stores that options and environment name. Throws `FavkitError`. */
export async function openStores(
  choice: StoreChoice,
  { config, tell }: { readonly config: Config; readonly tell: (note: string) => void },
): Promise<Opened> {
  const places = await storePlaces(choice, config);
  const clock: Clock = { now: () => new Date() };
  const isMac = process.platform === "darwin";
  const backups = lazyBackups(places, clock);
  const files = await openFiles(choice, places, backups);
  const common = {
    journal: lazyJournal(places),
    clock,
    backups,
    ids: { uuid: () => crypto.randomUUID().toUpperCase() },
    paths: lazyPaths,
    home: places.home,
    isLocal: isMac && choice.file === undefined,
  };
  if (choice.file !== undefined) return { ...common, store: files, files };
  if (!isMac && config.library === undefined) throw new FavkitError("unsupported", NOWHERE);
  const daemon = isMac ? await openDaemon() : undefined;
  const told = daemon === undefined ? files : await restarting(files, daemon, tell);
  const store = await chosenStore({ choice, config, places, files: told, tell });
  return {
    ...common,
    store,
    ...(store.source === "api" && backendOf(choice, config) === "api" ? {} : { files: told }),
    ...(daemon === undefined ? {} : { daemon }),
  };
}

/** The store of files alone, wherever they are. */
export async function openFiles(
  choice: StoreChoice,
  places: StorePlaces,
  backups: Backups,
): Promise<ListFiles> {
  const { file, isForced } = choice;
  const version = file === undefined ? await macosVersion() : undefined;
  const isNew =
    file === undefined ? Number.parseInt(version ?? "", 10) >= 26 : extname(file) === ".sfl4";
  return sflFileStore({
    place: file === undefined ? { folder: places.lists } : { file },
    bookmarks: pureBookmarks(isNew ? "macos26" : "macos12"),
    backups,
    macosVersion: version,
    isForced,
  });
}

/** The back end that the options name, else the environment; somebody else's lists are files. */
export function backendOf(choice: StoreChoice, config: Config): "auto" | "api" | "file" {
  const isOthers = choice.home !== undefined || choice.user !== undefined;
  if (isOthers && choice.backend === "api") {
    throw new FavkitError(
      "bad_usage",
      "the API knows the lists of its own user only: leave --backend api out",
    );
  }
  return isOthers ? "file" : (choice.backend ?? config.backend ?? "auto");
}

type Choosing = {
  readonly choice: StoreChoice;
  readonly config: Config;
  readonly places: StorePlaces;
  readonly files: ListFiles;
  readonly tell: (note: string) => void;
};

/** Without koffi, or for a list that the API does not know, `auto` means the file. */
async function chosenStore({ choice, config, files, tell }: Choosing): Promise<ListStore> {
  const backend = backendOf(choice, config);
  if (backend === "file") return files;
  const { isApiList } = await import("./adapters/ls-api/ls-api-store.ts");
  if (backend === "auto" && !isApiList(choice.list)) return files;
  try {
    const api = await openApi(config);
    if (backend === "api") return api;
    const { autoStore } = await import("./application/auto-store.ts");
    return autoStore({ api, file: files, tell });
  } catch (error) {
    const isMissing = error instanceof FavkitError && error.code === "unsupported";
    if (backend === "api" || !isMissing) throw error;
    return files;
  }
}

/** The store of the API. Throws `unsupported` where it cannot be loaded. */
export async function openApi({ library }: Config): Promise<ListStore> {
  const { openLibrary } = await import("./adapters/ls-api/open-library.ts");
  const { sharedFileList } = await import("./adapters/ls-api/shared-file-list.ts");
  const { lsApiStore } = await import("./adapters/ls-api/ls-api-store.ts");
  return lsApiStore(sharedFileList(await openLibrary(library)));
}

async function openDaemon(): Promise<Daemon> {
  const { macosDaemon, systemRunner } = await import("./adapters/macos-daemon.ts");
  return macosDaemon({
    run: systemRunner,
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
  });
}

async function restarting(
  files: ListFiles,
  daemon: Daemon,
  tell: (note: string) => void,
): Promise<ListFiles> {
  const { withDaemon } = await import("./application/with-daemon.ts");
  return withDaemon(files, { daemon, tell });
}

/** Ports that `list` has no use for are loaded when they are first used. */
function lazyJournal({ state }: StorePlaces): Journal {
  const load = async () => {
    const { fileJournal } = await import("./adapters/file/journal/file-journal.ts");
    return fileJournal(join(state, "journal.ndjson"));
  };
  return {
    begin: async (entry) => (await load()).begin(entry),
    end: async (id, done) => (await load()).end(id, done),
    read: async () => (await load()).read(),
  };
}

function lazyBackups({ state }: StorePlaces, clock: Clock): Backups {
  const load = async () => {
    const { fileBackups } = await import("./adapters/file/file-backups.ts");
    return fileBackups(join(state, "backups"), clock);
  };
  return {
    keep: async (origin, bytes) => (await load()).keep(origin, bytes),
    list: async (origin) => (await load()).list(origin),
    read: async (backup) => (await load()).read(backup),
  };
}

const lazyPaths: Paths = {
  inspect: async (path) => (await import("./adapters/local-paths.ts")).localPaths.inspect(path),
};
