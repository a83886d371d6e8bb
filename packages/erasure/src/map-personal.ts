import { InvalidValue } from "@holdfast/cqrs";

import { isErased } from "./erased.ts";
import { isFields } from "./is-fields.ts";
import { type AnyFieldMarks, type AnyMark, isPii } from "./personal-fields.ts";
import { SUBJECT } from "./pii.ts";
import { wrongSubjectId } from "./subject-id.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Where a personal value is in its event, and whose it is. */
type Spot = { readonly path: string; readonly subjectId: string };

/** What takes the place of a personal value. */
type Visit = (value: unknown, spot: Spot) => unknown;

/** What is around a value: its path, and the objects it is in, the innermost first. */
type Around = { readonly path: string; readonly holders: readonly Holder[] };
type Holder = { readonly path: string; readonly fields: Fields };

/**
 * Puts something in the place of each personal value; what is not there or erased already is left as it is. Throws
 * `InvalidValue` where a value does not say whose it is.
 */
export function mapPersonal(event: Fields, marks: AnyFieldMarks, visit: Visit): Fields {
  return mapFields(event, marks, { around: { path: "", holders: [] }, visit });
}

type Walk = { readonly around: Around; readonly visit: Visit };

function mapFields(fields: Fields, marks: AnyFieldMarks, { around, visit }: Walk): Fields {
  const { path } = around;
  const holders = [{ path, fields }, ...around.holders];
  const mapped: Record<string, unknown> = { ...fields };
  for (const [name, mark] of Object.entries(marks)) {
    if (!Object.hasOwn(fields, name) || fields[name] === undefined) continue;
    const inner = { path: inside(path, name), holders };
    mapped[name] = mapValue(fields[name], mark, { around: inner, visit });
  }
  return mapped;
}

function mapValue(value: unknown, mark: AnyMark, { around, visit }: Walk): unknown {
  if (isErased(value) || value === undefined) return value;
  if (isPii(mark)) return visit(value, { path: around.path, subjectId: subjectOf(mark, around) });
  if (isItems(mark)) {
    const [each] = mark;
    if (value === null) return value;
    if (!Array.isArray(value)) throw new InvalidValue(around.path, "is no list, as its mark says");
    const { path, holders } = around;
    return value.map((item: unknown, at) =>
      mapValue(item, each, { around: { path: `${path}[${at}]`, holders }, visit }),
    );
  }
  if (value === null) return value;
  if (!isFields(value)) throw new InvalidValue(around.path, "is no object, as its mark says");
  return mapFields(value, mark, { around, visit });
}

function isItems(mark: AnyMark): mark is readonly [AnyMark] {
  return Array.isArray(mark);
}

/** The id in the nearest object that has the field. */
function subjectOf({ [SUBJECT]: name }: { readonly [SUBJECT]: string }, around: Around): string {
  const holder = around.holders.find(({ fields }) => Object.hasOwn(fields, name));
  const id = holder?.fields[name];
  const wrong = wrongSubjectId(id);
  if (wrong !== undefined) throw new InvalidValue(inside(holder?.path ?? "", name), wrong);
  return String(id);
}

function inside(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
