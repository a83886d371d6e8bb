const TEST = Symbol("matching");

/** Stands for any value that passes a test, where an expectation cannot name the value itself. */
export type Matching = { readonly [TEST]: (value: unknown) => boolean; readonly sentence: string };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Expects a value that passes the test; the sentence says which those are. */
export function matching(sentence: string, test: (value: unknown) => boolean): Matching {
  return { [TEST]: test, sentence };
}

/** Expects any text but the empty one. */
export const anyId: Matching = matching(
  "any id",
  (value) => typeof value === "string" && value !== "",
);

/** Expects any time as text, in UTC: `2026-11-25T09:30:00Z`. */
export const anyTime: Matching = matching(
  "any time",
  (value) => typeof value === "string" && TIME.test(value),
);

/** Whether an expectation is a test instead of a value. */
export function isMatching(value: unknown): value is Matching {
  return typeof value === "object" && value !== null && TEST in value;
}

/** Whether a value passes the test. */
export function passes(expected: Matching, value: unknown): boolean {
  return expected[TEST](value);
}
