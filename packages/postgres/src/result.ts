/** What a statement returned; `rowCount` is the number of rows returned or touched. */
export type Result<Row> = {
  readonly rows: readonly Row[];
  readonly rowCount: number;
};
