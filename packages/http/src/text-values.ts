import type { TSchema } from "typebox";

/** Turns the texts of a query, a path or headers into what the schema's types say, as far as they plainly are that. */
export type TextValues = (texts: unknown) => unknown;

type Conversion = (text: unknown) => unknown;

/**
 * Prepares the conversion for one object schema. `"12"` becomes 12 for an integer, while `"1.0"`,
 * `"1e3"`, `" 1"`, `""` and integers beyond 2^53 - 1 stay text, so that the schema refuses them.
 * A single text becomes a list of one for an array.
 */
export function textValues(schema: TSchema): TextValues {
  const conversions = new Map<string, Conversion>();
  for (const [name, property] of Object.entries(record(read(schema, "properties")))) {
    const conversion = conversionOf(property);
    if (conversion !== undefined) conversions.set(name, conversion);
  }
  if (conversions.size === 0) return (texts) => texts;
  return (texts) => {
    const values = record(texts);
    for (const [name, convert] of conversions) {
      const text = values[name];
      if (text !== undefined) values[name] = convert(text);
    }
    return values;
  };
}

const INTEGER = /^-?\d+$/;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

const CONVERSIONS: ReadonlyMap<unknown, Conversion> = new Map<unknown, Conversion>([
  ["integer", integer],
  ["number", (text) => (typeof text === "string" && DECIMAL.test(text) ? Number(text) : text)],
  ["boolean", (text) => (text === "true" ? true : text === "false" ? false : text)],
]);

function integer(text: unknown): unknown {
  if (typeof text !== "string" || !INTEGER.test(text)) return text;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

function conversionOf(schema: unknown): Conversion | undefined {
  if (read(schema, "type") !== "array") return CONVERSIONS.get(read(schema, "type"));
  const ofItem: Conversion = conversionOf(read(schema, "items")) ?? ((text) => text);
  return (texts) => (Array.isArray(texts) ? texts.map(ofItem) : [ofItem(texts)]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

const read = (schema: unknown, keyword: string): unknown => record(schema)[keyword];
