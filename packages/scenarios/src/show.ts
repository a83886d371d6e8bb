import { isRecord } from "./is-record.ts";
import { isMatching } from "./matching.ts";

/** Longer values are cut: a failure and a page are read by people. */
const LENGTH_MAX = 160;

/** A value as a person would write it into the code. */
export function show(value: unknown): string {
  const text = written(value);
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text;
}

function written(value: unknown): string {
  if (isMatching(value)) return value.sentence;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (!isRecord(value)) return Object.is(value, -0) ? "-0" : String(value);
  const { type, ...rest } = value;
  const isTagged = typeof type === "string";
  const fields = Object.entries(isTagged ? rest : value);
  const text = fields.map(([name, field]) => `${name}: ${written(field)}`).join(", ");
  const braced = text === "" ? "{}" : `{ ${text} }`;
  return isTagged ? `${type} ${braced}` : braced;
}
