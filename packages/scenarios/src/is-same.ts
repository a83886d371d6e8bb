import { isRecord } from "./is-record.ts";
import { isMatching, passes } from "./matching.ts";

/** Whether there is no difference between two values; quicker than to look for one. */
export function isSame(expected: unknown, actual: unknown): boolean {
  if (Object.is(expected, actual)) return true;
  if (typeof expected !== "object" || expected === null) return false;
  if (isMatching(expected)) return passes(expected, actual);
  if (Array.isArray(expected)) return Array.isArray(actual) && hasSameItems(expected, actual);
  return isRecord(expected) && isRecord(actual) && hasSameFields(expected, actual);
}

function hasSameItems(expected: readonly unknown[], actual: readonly unknown[]): boolean {
  if (expected.length !== actual.length) return false;
  for (const [at, item] of expected.entries()) if (!isSame(item, actual[at])) return false;
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

function hasSameFields(expected: Fields, actual: Fields): boolean {
  const keys = Object.keys(expected);
  if (Object.keys(actual).length !== keys.length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(actual, key) || !isSame(expected[key], actual[key])) return false;
  }
  return true;
}
