import type { ListName } from "../domain/list-name.ts";

/** Which back end is used. */
export type BackendName = "auto" | "api" | "file";

/** What the options say about where lists are. */
export type StoreChoice = {
  readonly list: ListName;
  readonly backend?: BackendName;
  /** A single file, absolute. */
  readonly file?: string;
  /** A home folder, absolute. */
  readonly home?: string;
  readonly user?: string;
  /** The folder of backups and journal, absolute. */
  readonly state?: string;
  /** Writes what favkit does not know for sure: a newer suffix, an unknown version of the system. */
  readonly isForced: boolean;
};
