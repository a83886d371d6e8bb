import type { ChangePorts } from "../application/change-list.ts";
import type { Check } from "../application/check.ts";
import type { Backups, Daemon, ListFiles, Paths } from "../application/ports.ts";
import type { StoreChoice } from "../application/store-choice.ts";
import type { FavkitErrorCode } from "../domain/favkit-error.ts";

/** What a command may touch: a program that embeds the command line hands in its own. */
export type World = {
  readonly cwd: string;
  /** Results, to stdout. */
  readonly write: (text: string) => void;
  /** Notes and errors, to stderr. */
  readonly complain: (text: string) => void;
  /** Opens what the options name. Throws `FavkitError` `unsupported` where there is nothing to open. */
  readonly open: (choice: StoreChoice, tell: (note: string) => void) => Promise<Opened>;
  /** Looks at everything that favkit depends on. */
  readonly examine: (choice: StoreChoice) => Promise<readonly Check[]>;
  /** Reads a file whole. Throws `FavkitError`, of the limit's code when there are more bytes. */
  readonly readFile: (path: string, limit: SizeLimit) => Promise<Uint8Array>;
  /** Writes a new file; refuses to overwrite one. */
  readonly writeNewFile: (path: string, bytes: Uint8Array) => Promise<void>;
  /** What the bytes of a list or of a bookmark say, as plain JSON values. Throws `malformed_file`. */
  readonly decode: (bytes: Uint8Array) => Promise<unknown>;
  readonly version: () => Promise<string>;
};

/** The most bytes a file may have, and what it means when there are more. */
export type SizeLimit = { readonly bytes: number; readonly code: FavkitErrorCode };

/** Stores and their company, ready to use. */
export type Opened = ChangePorts & {
  readonly backups: Backups;
  readonly paths: Paths;
  /** The home folder that `~` stands for. */
  readonly home: string;
  /** The lists as files; undefined where only the API is used. */
  readonly files?: ListFiles;
  /** Undefined where there is none to restart: another system, or a file of its own. */
  readonly daemon?: Daemon;
  /** Whether the lists are this machine's own, so that their paths can be looked at. */
  readonly isLocal: boolean;
};
