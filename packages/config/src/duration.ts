import { Type, type TUnsafe } from "typebox";

import { durationMs, type DurationText } from "./duration-text.ts";

/** Limits and documentation of a duration; the lengths are written as in the environment. */
export type DurationOptions = {
  readonly default?: DurationText;
  readonly minimum?: DurationText;
  readonly maximum?: DurationText;
  readonly description?: string;
};

/**
 * Schema of a length of time: written `200ms`, `5s`, `1m30s` or `24h` in the environment, a whole
 * number of milliseconds in the program. Throws a RangeError for a limit that is no duration.
 */
export function Duration(options: DurationOptions = {}): TUnsafe<number> {
  const { description, ...lengths } = options;
  const keywords: Record<string, string | number> = { unit: DURATION_UNIT };
  if (description !== undefined) keywords["description"] = description;
  for (const [keyword, text] of Object.entries(lengths)) keywords[keyword] = wholeMs(text);
  return Type.Unsafe<number>({ type: "integer", ...keywords });
}

/** Value of the `unit` keyword that tells a duration from any other integer. */
export const DURATION_UNIT = "milliseconds";

function wholeMs(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new RangeError(`not a duration: ${text}`);
  return ms;
}
