/** What a scenario asks of a read model of the system. */
export type RowsAsked = {
  readonly tenant: string;
  readonly streamId: string;
  readonly query: unknown;
  /** The last position that the read model has to have seen. */
  readonly position: bigint;
};

/** Asks a read model of the system, once it has seen the position. */
export type ReadRows = (asked: RowsAsked) => Promise<readonly unknown[]>;
