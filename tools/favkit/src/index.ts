export type { Favourite } from "./domain/favourite.ts";
export { FavkitError, type FavkitErrorCode } from "./domain/favkit-error.ts";
export { LIST_FILES, type ListName } from "./domain/list-name.ts";
export type { Target } from "./domain/target.ts";
export type {
  Backup,
  Backups,
  Bookmark,
  BookmarkCodec,
  Clock,
  Daemon,
  Ids,
  ListFiles,
  ListStore,
  Paths,
  Snapshot,
} from "./application/ports.ts";
