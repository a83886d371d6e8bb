export { fileBackups } from "./adapters/file/file-backups.ts";
export { sflFileStore, type SflFileStoreParts } from "./adapters/file/sfl-file-store.ts";
export { memoryStore } from "./adapters/memory-store.ts";
export { pureBookmarks } from "./adapters/pure-bookmarks.ts";
export type {
  Backup,
  Backups,
  Bookmark,
  BookmarkCodec,
  Clock,
  Daemon,
  Ids,
  Journal,
  JournalEntry,
  ListFiles,
  ListStore,
  Paths,
  Snapshot,
} from "./application/ports.ts";
export type { ListEvent } from "./domain/events.ts";
export { FavkitError, type FavkitErrorCode } from "./domain/favkit-error.ts";
export type { Favourite } from "./domain/favourite.ts";
export {
  insert,
  type ListRefusal,
  move,
  type Position,
  remove,
  rename,
  setVisible,
} from "./domain/favourites-list.ts";
export { LIST_FILES, type ListName } from "./domain/list-name.ts";
export { applied, inverse, type Plan, type Step } from "./domain/plan.ts";
export { type DesiredItem, replaceAll } from "./domain/replace-all.ts";
export { type Found, matches, select, type Wanted } from "./domain/selection.ts";
export { targetKey } from "./domain/target-key.ts";
export { defaultLabel, pathOf, targetOfPath, targetOfUrl, urlOf } from "./domain/target-of.ts";
export type { Target } from "./domain/target.ts";
