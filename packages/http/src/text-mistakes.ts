import { pointerStep } from "./pointer-step.ts";
import type { ProblemError } from "./problem.ts";

/** Most mistakes told of one part. */
const MISTAKES_MAX = 20;

type Place = { readonly key: string; readonly value: unknown; readonly pointer: string };

/**
 * Texts of a parsed part, keys among them, that PostgreSQL stores nowhere: with U+0000, or with half
 * of a surrogate pair. A body may be nested deeper than a function may call itself.
 */
export function textMistakes(part: string, parsed: unknown): readonly ProblemError[] {
  const mistakes: ProblemError[] = [];
  const places: Place[] = [{ key: "", value: parsed, pointer: "" }];
  for (let at = places.pop(); at !== undefined; at = places.pop()) {
    const { key, value, pointer } = at;
    const detail = textMistake(key) ?? (typeof value === "string" ? textMistake(value) : undefined);
    if (detail !== undefined) {
      mistakes.push({ in: part, pointer: pointer.toWellFormed(), code: "invalid_text", detail });
    }
    if (mistakes.length === MISTAKES_MAX) break;
    // The last is taken first, and mistakes are told in the order of the text.
    for (const inside of placesIn(value, pointer).toReversed()) places.push(inside);
  }
  return mistakes;
}

function textMistake(text: string): string | undefined {
  if (text.includes("\0")) return "holds U+0000";
  return text.isWellFormed() ? undefined : "holds half of a surrogate pair";
}

function placesIn(value: unknown, pointer: string): readonly Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([key, inside]: [string, unknown]) => ({
    key,
    value: inside,
    pointer: `${pointer}/${pointerStep(key)}`,
  }));
}
