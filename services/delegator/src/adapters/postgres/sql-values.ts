/** Puts a value into a statement: as a parameter, or as a literal where there are none. */
export type Bind = (value: number | string | null, type: "int" | "bigint") => string;

/** The values of a statement that is put together from parts; each part adds its own. */
export class SqlValues {
  readonly #values: unknown[] = [];

  /** Adds a value; the parameter to write in its place. */
  readonly add: Bind = (value, type) => `$${this.#values.push(value)}::${type}`;

  get all(): readonly unknown[] {
    return this.#values;
  }
}
