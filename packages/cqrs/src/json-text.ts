import { isRecord } from "./is-record.ts";

/** How JSON, which has no bigint, writes one: an object with this single field. */
const TAG = "$bigint";
const INTEGER = /^(0|-?[1-9][0-9]*)$/;

/** The JSON text of an event. A bigint is written as `{"$bigint":"500"}`; no digit is lost. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? { [TAG]: String(item) } : item,
  );
}

/** Reads what `toJsonText` wrote. */
export function fromJsonText(text: string): unknown {
  // A reviver makes reading several times slower, and most texts hold no bigint.
  if (!text.includes(`"${TAG}"`)) return JSON.parse(text);
  return JSON.parse(text, (_key, item: unknown) => {
    if (!isRecord(item) || Object.keys(item).length !== 1) return item;
    const digits = item[TAG];
    return typeof digits === "string" && INTEGER.test(digits) ? BigInt(digits) : item;
  });
}
