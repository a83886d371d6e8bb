import type { HistoryMark } from "./history-mark.ts";

/** The mark of every list at once, without any row of it being read. */
export type MirrorState = Omit<HistoryMark, "rows"> & {
  /** Rows by year; under 0 those of the whole history. */
  readonly rowsByYear: ReadonlyMap<number, number>;
};

export type ReadMirrorState = () => Promise<MirrorState>;

/** The mark of the history of one year; without a year of all of it. */
export function markOf({ rowsByYear, ...state }: MirrorState, year = 0): HistoryMark {
  return { ...state, rows: rowsByYear.get(year) ?? 0 };
}
