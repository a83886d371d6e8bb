/** What a text of JSON says; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The bytes of a text. */
export const utf8 = (text: string) => new TextEncoder().encode(text);

/** An object of JSON, whose members can be asked for. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The members of an object; none of anything else. */
export const membersOf = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

export const isText = (value: unknown): value is string => typeof value === "string";

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

/** Whether a value is a whole number in these bounds. */
export const isWhole = (
  value: unknown,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
