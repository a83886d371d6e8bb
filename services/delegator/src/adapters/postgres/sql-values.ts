/** The values of a statement that is put together from parts; each part adds its own. */
export class SqlValues {
  readonly #values: unknown[] = [];

  /** Adds a value; the parameter to write in its place. */
  add(value: unknown, type: string): string {
    return `$${this.#values.push(value)}::${type}`;
  }

  get all(): readonly unknown[] {
    return this.#values;
  }
}
