import type { ListEvent } from "../domain/events.ts";
import type { Favourite } from "../domain/favourite.ts";
import type { ListName } from "../domain/list-name.ts";
import type { Target } from "../domain/target.ts";

/** A list as a store read it. */
export type Snapshot = {
  readonly items: readonly Favourite[];
  /** The properties of the list itself by their keys; written back as they are. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Changes whenever the list does; of a file the SHA-256 in hex, and "" while there is no file. */
  readonly seed: string;
  /** Whatever else the store needs to write the list back without loss. */
  readonly raw?: unknown;
};

/** Where lists are kept. */
export type ListStore = {
  readonly source: "api" | "file";
  /** Names the place for people and for the journal: the absolute path of the file, or "LSSharedFileList". */
  locate(list: ListName): Promise<string>;
  /** A list that does not exist is empty, with the seed "". Throws `FavkitError`. */
  read(list: ListName): Promise<Snapshot>;
  /**
   * Puts `snapshot.items` and `snapshot.properties` in place of what is stored, whole or not at all, and reads the
   * list anew. An item without `raw` is new. Nothing is written when `expectedSeed` is not the list's seed: that
   * is `FavkitError` `concurrent_change`, and it is for the caller to decide on the new content and try once more.
   */
  write(list: ListName, snapshot: Snapshot, expectedSeed: string): Promise<Snapshot>;
};

/** What only a store of files can do: its lists are bytes, which are copied and put back. */
export type ListFiles = ListStore & {
  /** The bytes as stored; undefined when there is no file. */
  readBytes(list: ListName): Promise<Uint8Array | undefined>;
  /** Checks that the bytes are a list and puts them in place as `write` does, backup included. */
  restoreBytes(list: ListName, bytes: Uint8Array, expectedSeed: string): Promise<Snapshot>;
};

/** A copy of a list's file, taken before it was written. */
export type Backup = {
  /** The file of the copy, absolute. */
  readonly path: string;
  /** The file it is a copy of, absolute. */
  readonly origin: string;
  readonly sha256: string;
  readonly takenAt: Date;
  readonly bytes: number;
};

/** Copies of lists; the newest 20 of each origin are kept. */
export type Backups = {
  /** A copy that is there already (same origin, same hash) becomes the newest. */
  keep(origin: string, bytes: Uint8Array): Promise<Backup>;
  /** Newest first; of every origin when none is named. */
  list(origin?: string): Promise<readonly Backup[]>;
  /** Throws `backup_damaged` when the bytes do not have the hash any more. */
  read(backup: Backup): Promise<Uint8Array>;
};

/** What a bookmark tells without the system's help. */
export type Bookmark = {
  /** Opaque when it tells nothing. */
  readonly target: Target;
  /** The display name in it. */
  readonly label?: string;
};

/** Between targets and bookmark bytes; in pure code, or by Core Foundation on macOS. */
export type BookmarkCodec = {
  /** `like` is a bookmark of the same list whose volume fields fit a new one. */
  encode(target: Target, like?: Uint8Array): Uint8Array;
  /** Never throws: what is not understood is opaque. */
  resolve(bytes: Uint8Array): Bookmark;
};

/** `sharedfilelistd`, which caches the lists and overwrites files that change under it, and the Finder. */
export type Daemon = {
  stop(): Promise<void>;
  start(): Promise<void>;
  restart(): Promise<void>;
  refreshFinder(): Promise<void>;
};

/** The file system as far as adding needs it. */
export type Paths = {
  /** Follows symbolic links; undefined when nothing is there. `real` is the path without links. */
  inspect(
    path: string,
  ): Promise<{ readonly kind: "folder" | "file"; readonly real: string } | undefined>;
};

/** Where the time comes from. */
export type Clock = { now(): Date };

/** Where ids come from. */
export type Ids = {
  /** A random UUID in upper case. */
  uuid(): string;
};

/** A change as the journal tells it. */
export type JournalEntry = {
  readonly id: string;
  readonly at: Date;
  /** What `ListStore.locate` said. */
  readonly where: string;
  readonly list: ListName;
  /** The command that asked for it, as "add". */
  readonly command: string;
  readonly events: readonly ListEvent[];
  /** Seed of the list before the change. */
  readonly before: string;
  /** Seed afterwards; undefined of a change that was never told to have ended. */
  readonly after?: string;
  /** The entry that was undone by this one. */
  readonly undoes?: string;
};

/** The changes of lists, as far back as they are kept. */
export type Journal = {
  /** Told before a change, so that one that was cut short can be undone too. */
  begin(entry: Omit<JournalEntry, "after">): Promise<void>;
  /** Told when it is done; `where` may have changed, when one back end stood in for the other. */
  end(id: string, done: { readonly after: string; readonly where: string }): Promise<void>;
  /** Oldest first, without the lines that cannot be read. */
  read(): Promise<{ readonly entries: readonly JournalEntry[]; readonly unreadable: number }>;
};
