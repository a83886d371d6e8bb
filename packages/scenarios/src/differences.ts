import { isRecord } from "./is-record.ts";
import { isMatching, passes } from "./matching.ts";
import { show } from "./show.ts";

/** Every field in which two values differ, one line each; a field that is undefined is not a missing one. */
export function differences(expected: unknown, actual: unknown, path: string): readonly string[] {
  if (isMatching(expected)) return passes(expected, actual) ? [] : [line(expected, actual, path)];
  if (Object.is(expected, actual)) return [];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    const places = Array.from({ length }, (_, at) => at);
    return places.flatMap((at) =>
      fieldDifferences(expected, actual, { key: at, path: `${path}[${at}]` }),
    );
  }
  if (isRecord(expected) && isRecord(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) =>
      fieldDifferences(expected, actual, { key, path: `${path}.${key}` }),
    );
  }
  return [line(expected, actual, path)];
}

type Field = { readonly key: PropertyKey; readonly path: string };

function fieldDifferences(
  expected: object,
  actual: object,
  { key, path }: Field,
): readonly string[] {
  const [wanted, got]: readonly unknown[] = [Reflect.get(expected, key), Reflect.get(actual, key)];
  if (!Object.hasOwn(actual, key)) return [`${path}: expected ${show(wanted)}, got nothing`];
  if (!Object.hasOwn(expected, key)) return [`${path}: expected nothing, got ${show(got)}`];
  return differences(wanted, got, path);
}

function line(expected: unknown, actual: unknown, path: string): string {
  return `${path}: expected ${show(expected)}, got ${show(actual)}`;
}
