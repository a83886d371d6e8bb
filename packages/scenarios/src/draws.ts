/** A source of rows, such as a property testing library: see `@holdfast/scenarios/fast-check`. */
export type Draws<Row> = {
  /** A row that stands for the others: it is told on the page, and checked first. */
  readonly example: Row;
  /** Hands rows to the check, one after another; throws when it does, naming the seed that draws them again. */
  each(check: (row: Row) => Promise<void>): Promise<void>;
};
