import type { AppliedThen, LogThen, Manifest, SavedSequence, SavedTable } from "./manifest.ts";
import type { Column, ForeignKey, Grant, PartOfTable, ViewShape } from "./schema-shape.ts";

type Guard<T> = (value: unknown) => value is T;
type Fields<T> = { readonly [Key in keyof T]-?: Guard<T[Key]> };

/** Whether a value can be asked for its fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isText: Guard<string> = (value) => typeof value === "string";
const isFlag: Guard<boolean> = (value) => typeof value === "boolean";
const isFormat: Guard<1> = (value) => value === 1;
const isPosition = matching(/^(?:0|[1-9][0-9]*)$/);
const isInteger = matching(/^-?[0-9]+$/);
const isHash = matching(/^[0-9a-f]{64}$/);
/** A name within the directory, and no way out of it. */
const isFileName = matching(/^[\w%][\w%.~-]*$/);

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function matching(pattern: RegExp): Guard<string> {
  return (value): value is string => typeof value === "string" && pattern.test(value);
}

function orNull<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

function objectOf<T>(fields: Fields<T>): Guard<T> {
  const guards = Object.entries<Guard<unknown>>(fields);
  return (value): value is T => isObject(value) && guards.every(([key, is]) => is(value[key]));
}

const part = { table: isText, name: isText, definition: isText };
const columns = listOf(objectOf<Column>({ name: isText, type: isText }));

const isTable = objectOf<SavedTable>({
  name: isText,
  columns,
  file: isFileName,
  rows: isCount,
  bytes: isCount,
  fileBytes: isCount,
  sha256: isHash,
});

const isView = objectOf<ViewShape>({
  name: isText,
  definition: isText,
  options: listOf(isText),
  grants: listOf(objectOf<Grant>({ to: orNull(isText), privilege: isText })),
});

/** Whether a value has the form of a manifest. */
export const isManifest: Guard<Manifest> = objectOf<Manifest>({
  format: isFormat,
  service: isText,
  schema: isText,
  takenAt: isText,
  postgresql: isText,
  migrations: listOf(
    objectOf<AppliedThen>({ series: isText, number: isCount, name: isText, checksum: isHash }),
  ),
  log: orNull(objectOf<LogThen>({ head: isPosition, checkpoint: orNull(isText) })),
  tables: listOf(isTable),
  leftOut: listOf(isText),
  sequences: listOf(objectOf<SavedSequence>({ name: isText, value: isInteger, isCalled: isFlag })),
  constraints: listOf(objectOf<PartOfTable>(part)),
  foreignKeys: listOf(objectOf<ForeignKey>({ ...part, refers: isText })),
  indexes: listOf(objectOf<PartOfTable>(part)),
  views: listOf(isView),
});
