/** A column: its header, and on which side its cells stand. */
export type Column = { readonly header: string; readonly align?: "right" };

/** Lines of a table that may grow: a column is as wide as it has needed to be so far. */
export class TextTable {
  readonly #columns: readonly Column[];
  #widths: readonly number[];
  #hasHeader = false;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#widths = columns.map(({ header }) => header.length);
  }

  /** The lines of some more rows, under the headers when they are the first. */
  lines(rows: readonly (readonly string[])[]): readonly string[] {
    this.#widths = this.#widths.map((width, at) =>
      Math.max(width, ...rows.map((row) => row[at]?.length ?? 0)),
    );
    const header = this.#hasHeader ? [] : [this.#columns.map((column) => column.header)];
    this.#hasHeader = true;
    return [...header, ...rows].map((row) => this.#line(row));
  }

  #line(row: readonly string[]): string {
    const cells = this.#columns.map(({ align }, at) => {
      const [cell = "", width = 0] = [row[at], this.#widths[at]];
      return align === "right" ? cell.padStart(width) : cell.padEnd(width);
    });
    return cells.join("  ").trimEnd();
  }
}
