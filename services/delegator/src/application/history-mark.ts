/** Names a state of the history: as long as it stays the same, so does every answer that is made from the history. */
export type HistoryMark = {
  readonly rows: number;
  readonly head: number;
  /** The newest level that will not change. */
  readonly final: number;
  /** How often rows have been taken back: a history that shrinks and grows again may have as many rows as before. */
  readonly retractions: bigint;
};

export type ReadMark = () => Promise<HistoryMark>;
