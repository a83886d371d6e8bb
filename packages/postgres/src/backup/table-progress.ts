import type { BackupProgress, OnBackupProgress } from "./progress.ts";

type TableStep = Extract<BackupProgress, { readonly table: string }>["step"];
type Told = { readonly rows: number; readonly bytes: number };

/** Tells of the tables of one step, of which there are `of`. */
export function tableProgress(
  step: TableStep,
  of: number,
  onProgress: OnBackupProgress | undefined,
): (table: string, done: number) => (told: Told) => void {
  return (table, done) =>
    ({ rows, bytes }) =>
      onProgress?.({ step, table, rows, bytes, done, of });
}
