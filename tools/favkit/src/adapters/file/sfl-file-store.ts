import type { Backups, BookmarkCodec, ListFiles, Snapshot } from "../../application/ports.ts";
import { CodecFault } from "../../codecs/codec-fault.ts";
import { openSflList, readPlist, type SflList } from "../../codecs/sfl-list.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import type { ListName } from "../../domain/list-name.ts";
import { favouritesOf } from "./favourite-mapping.ts";
import { withFileFailures } from "./file-failure.ts";
import { findListFile, type ListPlace } from "./list-file.ts";
import type { Replacement } from "./replace-file.ts";
import { readStoredFile, seedOf } from "./stored-file.ts";

/** What the store works with. */
export type SflFileStoreParts = {
  readonly place: ListPlace;
  readonly bookmarks: BookmarkCodec;
  readonly backups: Backups;
  /** As "26.1"; it decides the suffix of a file that is new. */
  readonly macosVersion?: string | undefined;
  /** Write where the suffix or the version of macOS is not known, too. */
  readonly isForced?: boolean | undefined;
};

/**
 * Lists in `.sfl` to `.sfl4` files, on any system. Before a file is written, its bytes go to the backups. What writes
 * is loaded when something is written. The daemon of macOS, which caches lists, is not told: that is the caller's.
 */
export function sflFileStore(parts: SflFileStoreParts): ListFiles {
  const locate = async (list: ListName) => (await findIn(parts, list)).path;
  const read = async (list: ListName): Promise<Snapshot> => {
    const file = await locate(list);
    const bytes = await bytesAt(file);
    const seed = seedOf(bytes);
    const content = bytes === undefined ? undefined : await listIn(file, bytes);
    if (content === undefined) return { items: [], properties: {}, seed };
    const items = favouritesOf(content, { seed, bookmarks: parts.bookmarks });
    return { items, properties: Object.fromEntries(content.properties), seed };
  };
  const write = async (list: ListName, expectedSeed: string, change: Replacement["change"]) => {
    const file = await findIn(parts, list);
    if (file.doubt !== undefined && parts.isForced !== true) {
      throw new FavkitError("unsupported", `${file.path}: ${file.doubt}; --force writes it anyway`);
    }
    const { replaceFile } = await import("./replace-file.ts");
    const keep: Replacement["keep"] = (path, old) => parts.backups.keep(path, old);
    await withFileFailures(file.path, () =>
      replaceFile({ path: file.path, expectedSeed, change, keep }),
    );
    return read(list);
  };
  return {
    source: "file",
    locate,
    read,
    readBytes: async (list) => bytesAt(await locate(list)),
    write: (list, snapshot, expectedSeed) =>
      write(list, expectedSeed, async (old) => {
        const { changedBytes } = await import("./changed-bytes.ts");
        const content = await listIn(await locate(list), old ?? new Uint8Array());
        return changedBytes(content, { snapshot, seed: expectedSeed, bookmarks: parts.bookmarks });
      }),
    async restoreBytes(list, bytes, expectedSeed) {
      await listIn("what is to be restored", bytes);
      return write(list, expectedSeed, async () => bytes);
    },
  };
}

async function findIn({ place, macosVersion }: SflFileStoreParts, list: ListName) {
  const where = "folder" in place ? place.folder : place.file;
  return withFileFailures(where, () => findListFile(place, list, macosVersion));
}

async function bytesAt(file: string): Promise<Uint8Array | undefined> {
  return withFileFailures(file, async () => (await readStoredFile(file))?.bytes);
}

/** The list in the bytes; undefined when there are none, as of a file that was only created. */
async function listIn(file: string, bytes: Uint8Array): Promise<SflList | undefined> {
  if (bytes.length === 0) return undefined;
  try {
    return openSflList(await readPlist(bytes));
  } catch (error) {
    if (!(error instanceof CodecFault)) throw error;
    throw new FavkitError("malformed_file", `${file}: ${error.message}`, { cause: error });
  }
}
