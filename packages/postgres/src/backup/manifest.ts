import type { PartOfTable, ForeignKey, TableShape, ViewShape } from "./schema-shape.ts";

/** What a backup holds: the content of its `manifest.json`. */
export type Manifest = {
  /** Of the directory and of this; a reader refuses what is newer than itself. */
  readonly format: 1;
  readonly service: string;
  readonly schema: string;
  /** Of the snapshot, by the clock of the server, in RFC 3339. */
  readonly takenAt: string;
  /** The version of the server. */
  readonly postgresql: string;
  /** In the order in which they were applied. */
  readonly migrations: readonly AppliedThen[];
  /** Null for a service without a log. */
  readonly log: LogThen | null;
  /** In an order in which each comes after those it refers to. */
  readonly tables: readonly SavedTable[];
  /** Tables that were left out, which a restore leaves as the migrations make them. */
  readonly leftOut: readonly string[];
  readonly sequences: readonly SavedSequence[];
  readonly constraints: readonly PartOfTable[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly PartOfTable[];
  readonly views: readonly ViewShape[];
};

/** One applied migration, as the schema noted it. */
export type AppliedThen = {
  readonly series: string;
  readonly number: number;
  readonly name: string;
  /** SHA-256 of its file, in hexadecimal. */
  readonly checksum: string;
};

/** Where the log stood. */
export type LogThen = {
  /** Position of its last event, in decimal; "0" if it was empty. */
  readonly head: string;
  /** The newest signed checkpoint (C2SP tlog-checkpoint), if the log is signed and has one. */
  readonly checkpoint: string | null;
};

/** A table and the file that holds its rows. */
export type SavedTable = TableShape & {
  readonly file: string;
  readonly rows: number;
  /** Of the rows, before compression. */
  readonly bytes: number;
  /** Of the file. */
  readonly fileBytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
};

/** What a sequence gave out last, in decimal, or will give out first. */
export type SavedSequence = {
  readonly name: string;
  readonly value: string;
  readonly isCalled: boolean;
};
