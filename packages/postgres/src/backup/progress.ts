/** How far a backup or a restore is. */
export type BackupProgress =
  | {
      readonly step: "copying" | "verifying" | "loading";
      readonly table: string;
      /** Of this table so far. */
      readonly rows: number;
      /** Of this table so far, before compression. */
      readonly bytes: number;
      /** Tables that are done. */
      readonly done: number;
      readonly of: number;
    }
  | { readonly step: "locking" | "finishing" | "migrating" | "building" | "checking" };

/** Told of each step, and within a table every 16 MiB. What it throws ends the work. */
export type OnBackupProgress = (progress: BackupProgress) => void;

/** What every long work here is given. */
export type Watch = {
  readonly onProgress?: OnBackupProgress | undefined;
  readonly signal?: AbortSignal | undefined;
};
