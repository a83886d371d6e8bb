import { LIST_MODES, ORDER_MODES, type Comparison, type OrderMode } from "./comparison.ts";

/** How one sort of value is read, and what the API says when it cannot be. */
export type ValueKind<Value> = {
  parse(text: string): Value | undefined;
  readonly invalid: string;
  readonly invalidInList: string;
};

/** The parameters of a request, and every mistake found while reading them. */
export class QueryParameters {
  readonly #search: URLSearchParams;
  readonly #mistakes = new Map<string, string>();

  constructor(search: URLSearchParams) {
    this.#search = search;
  }

  /** Texts of the mistakes by parameter, in the order they were met. */
  get mistakes(): ReadonlyMap<string, string> {
    return this.#mistakes;
  }

  get names(): readonly string[] {
    return [...this.#search.keys()];
  }

  /** Notes a mistake; the first one of a parameter stands. */
  refuse(name: string, text: string): void {
    if (!this.#mistakes.has(name)) this.#mistakes.set(name, text);
  }

  /** The first value of the parameter; an empty one counts as absent, as it does in the API. */
  text(name: string): string | undefined {
    const value = this.#search.get(name) ?? "";
    return value === "" ? undefined : value;
  }

  one<Value>(name: string, kind: ValueKind<Value>): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = kind.parse(text);
    if (value === undefined) this.refuse(name, kind.invalid);
    return value;
  }

  list<Value>(name: string, kind: ValueKind<Value>): readonly Value[] | undefined {
    const parts = this.parts(name);
    const values = parts?.map((part) => kind.parse(part)).filter((value) => value !== undefined);
    if (values?.length === parts?.length) return values;
    this.refuse(name, kind.invalidInList);
    return undefined;
  }

  /** The comma-separated parts of the parameter, empty ones left out. */
  parts(name: string): readonly string[] | undefined {
    const parts = this.text(name)
      ?.split(",")
      .filter((part) => part !== "");
    if (parts?.length !== 0) return parts;
    this.refuse(name, "List should contain at least one item.");
    return undefined;
  }

  /** Every condition put on a number: `name`, `name.eq`, `name.gt`, .. `name.in`, `name.ni`. */
  comparisons(name: string, kind: ValueKind<number>): readonly Comparison[] {
    const comparisons = [...this.orders(name, kind, ORDER_MODES)];
    for (const mode of LIST_MODES) {
      const values = this.list(`${name}.${mode}`, kind);
      if (values !== undefined) comparisons.push({ mode, values });
    }
    return comparisons;
  }

  /** The conditions of those modes; the plain name means `.eq` and wins over it. */
  orders(
    name: string,
    kind: ValueKind<number>,
    modes: readonly OrderMode[],
  ): readonly Comparison[] {
    const plain = this.one(name, kind);
    return modes.flatMap((mode) => {
      const own = this.one(`${name}.${mode}`, kind);
      const value = mode === "eq" ? (plain ?? own) : own;
      return value === undefined ? [] : [{ mode, value }];
    });
  }
}
