import { CENSORED, isSensitive } from "./sensitive-keys.ts";

/** How deep an object is written; what lies deeper is named, not written. */
const DEPTH_MAX = 6;

/** How many entries of an array are written. */
const ITEMS_MAX = 100;

/**
 * The fields of a log line as JSON can carry them: credentials censored at every depth, bigints as
 * decimal strings (a JSON number would lose digits beyond 2^53), errors with code, stack and causes,
 * cycles cut. Returns the same object when there is nothing to change.
 */
export function loggable(fields: Record<string, unknown>): Record<string, unknown> {
  // A loop over keys, because this runs for every line and the access log needs no change.
  for (const key of Object.keys(fields)) {
    if (needsChange(key, fields[key])) return plainFields(fields, []);
  }
  return fields;
}

type Ancestors = readonly object[];

function needsChange(key: string, value: unknown): boolean {
  if (typeof value === "bigint") return true;
  if (typeof value === "object" && value !== null) return true;
  return isSensitive(key);
}

function plainFields(fields: object, ancestors: Ancestors): Record<string, unknown> {
  const inside = [...ancestors, fields];
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      isSensitive(key) ? CENSORED : plainValue(value, inside),
    ]),
  );
}

function plainValue(value: unknown, ancestors: Ancestors): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (ancestors.includes(value)) return "[circular]";
  if (ancestors.length >= DEPTH_MAX) return "[deep]";
  if (isError(value)) return plainError(value, ancestors);
  if (Array.isArray(value)) return plainArray(value, ancestors);
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  // Dates and URLs say themselves how they are written.
  if ("toJSON" in value) return value;
  return plainFields(value, ancestors);
}

/** The first catches errors of another realm, the second objects made with Error as prototype. */
function isError(value: object): value is Error {
  return Error.isError(value) || value instanceof Error;
}

function plainArray(values: readonly unknown[], ancestors: Ancestors): readonly unknown[] {
  const inside = [...ancestors, values];
  const written = values.slice(0, ITEMS_MAX).map((value) => plainValue(value, inside));
  return values.length > ITEMS_MAX ? [...written, `[${values.length - ITEMS_MAX} more]`] : written;
}

function plainError(error: Error, ancestors: Ancestors): Record<string, unknown> {
  const inside = [...ancestors, error];
  const plain: Record<string, unknown> = {
    // The enumerable fields go first: an error must not overwrite its own message or stack by them.
    ...plainFields(error, ancestors),
    type: error.name,
    message: error.message,
    stack: error.stack,
  };
  if (error.cause !== undefined) plain["cause"] = plainValue(error.cause, inside);
  if (error instanceof AggregateError) plain["errors"] = plainArray(error.errors, inside);
  if (error instanceof SuppressedError) {
    plain["error"] = plainValue(error.error, inside);
    plain["suppressed"] = plainValue(error.suppressed, inside);
  }
  return plain;
}
