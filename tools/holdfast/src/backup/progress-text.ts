import type { BackupProgress } from "@holdfast/postgres/backup";

/** How far a backup or a restore is. */
export function progressText(progress: BackupProgress): string {
  if (!("table" in progress)) return STEPS[progress.step];
  const { step, table, rows, bytes, done, of } = progress;
  const size = `${rows} rows, ${Math.floor(bytes / 1_048_576)} MiB`;
  return `${step} ${table} (${Math.min(done + 1, of)} of ${of}), ${size}`;
}

const STEPS = {
  locking: "locking the tables against changes of their shape",
  finishing: "finishing",
  migrating: "applying the migrations of the backup",
  building: "building keys and indexes",
  checking: "checking the log",
} as const;
