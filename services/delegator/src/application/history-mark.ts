/**
 * Names a state of the history as one snapshot shows it: as long as it stays the same, so does every answer that is made
 * from the history.
 */
export type HistoryMark = {
  /** Rows of the year when a list is one of a year and nothing else, otherwise of the whole history. */
  readonly rows: number;
  /** Level of the newest block. */
  readonly head: number;
  /** The newest level that no reorg can change. */
  readonly final: number;
  /** How often rows have been taken back: a history that shrinks and grows again may have as many rows as before. */
  readonly retractions: bigint;
};
