/** A state of the mirror as one snapshot shows it; what a list answers follows from it and from the question. */
export type ListState = {
  /** Level of the newest block. */
  readonly head: number;
  /** Newest level that no reorg can change. */
  readonly final: number;
  /** How often rows have been taken back. */
  readonly epoch: bigint;
  /** Rows of the year when the list is one of a year and nothing else, otherwise of the whole history. */
  readonly rows: number;
};

/** The same for every list at once, without any row of it being read. */
export type MirrorState = Omit<ListState, "rows"> & {
  /** Rows by year; under 0 those of the whole history. */
  readonly rowsByYear: ReadonlyMap<number, number>;
};

export type ReadMirrorState = () => Promise<MirrorState>;
