/** One field of two records that differs; undefined where one of them has none. */
export type Differing = {
  readonly field: string;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
};

/** What differs between two records, field by field; fields of fields have names such as `counters.debitsPosted`. */
export function compare(expected: object, actual: object): readonly Differing[] {
  const [should, is] = [fieldsOf(expected), fieldsOf(actual)];
  return [...new Set([...should.keys(), ...is.keys()])]
    .map((field) => ({ field, expected: should.get(field), actual: is.get(field) }))
    .filter((each) => each.expected !== each.actual);
}

function fieldsOf(record: object, prefix = ""): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries<unknown>({ ...record })) {
    if (value === undefined) continue;
    if (typeof value === "object" && value !== null) {
      for (const [inner, text] of fieldsOf(value, `${prefix}${name}.`)) fields.set(inner, text);
    } else {
      fields.set(`${prefix}${name}`, textOf(value));
    }
  }
  return fields;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
