import type { Bind } from "./sql-values.ts";

/** Ids come as decimal digits. Anything else in a filter would be a mistake of ours. */
const HARMLESS = /^\d{1,19}$/;

/** A number as a literal: COPY takes no parameters. */
export const literal: Bind = (value, type) => {
  if (value === null) return `null::${type}`;
  const text = String(value);
  if (HARMLESS.test(text) && (typeof value === "string" || Number.isSafeInteger(value))) {
    return text;
  }
  throw new TypeError(`not a value of a filter: ${text}`);
};
