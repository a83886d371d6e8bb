import type { Tagged } from "@holdfast/cqrs";

import type { Erased } from "./erased.ts";
import { type Pii, SUBJECT } from "./pii.ts";

/** Fields that can name a subject: those that always hold a text. */
type SubjectNames<Fields> = Exclude<
  { [Name in keyof Fields]-?: Fields[Name] extends string ? Name : never }[keyof Fields] & string,
  "type"
>;

/** A mark on a whole value, if that may be erased; or marks inside of it. */
type Mark<Value, Subjects extends string> =
  | (Erased extends Value ? Pii<Subjects> : never)
  | MarksInside<Exclude<Value, Erased>, Subjects>;

type MarksInside<Value, Subjects extends string> = Value extends readonly (infer Item)[]
  ? readonly [each: Mark<Item, Subjects>]
  : Value extends object
    ? FieldMarks<Value, Subjects | SubjectNames<Value>>
    : never;

/** Marks on the fields of an object. */
type FieldMarks<Fields, Subjects extends string> = {
  readonly [Name in keyof Fields as Exclude<Name, "type">]?: Mark<Fields[Name], Subjects>;
};

/** The marks of every type of event; `{}` where nothing is personal. */
export type MarksOf<Event extends Tagged> = {
  readonly [Type in Event["type"]]: FieldMarks<
    EventOf<Event, Type>,
    SubjectNames<EventOf<Event, Type>>
  >;
};

/** Several types may share one form. */
type EventOf<Event extends Tagged, Type> = Event extends unknown
  ? Type extends Event["type"]
    ? Event
    : never
  : never;

/** Marks as they are read: of fields by name, of each item of a list, or of the value itself. */
export type AnyMark = Pii | readonly [each: AnyMark] | AnyFieldMarks;

/** Marks on fields by their names. */
export type AnyFieldMarks = { readonly [name: string]: AnyMark };

/** Which fields of which types of events are personal. */
export type PersonalFields = ReadonlyMap<string, AnyFieldMarks>;

/**
 * Which fields of a decider's events are personal, and whose: `personalFields<Event>({ Registered: { name: pii("customerId") },
 * Moved: { address: { street: pii("customerId") } }, Invited: { guests: [{ name: pii("guestId") }] }, Closed: {} })`.
 * A type that is left out, a field or a subject that the event has not, and a marked field that is not `Personal<…>` do
 * not compile.
 */
export function personalFields<Event extends Tagged>(marks: MarksOf<Event>): PersonalFields {
  const all = new Map<string, AnyFieldMarks>();
  for (const [type, fields] of Object.entries<unknown>(marks)) {
    if (isFieldMarks(fields)) all.set(type, fields);
    else throw new RangeError(`${type} has a mark that is none`);
  }
  return all;
}

/** Marks of types of events in which nothing is personal, such as those of a process whose commands name nobody. */
export function nothingPersonal(types: readonly string[]): PersonalFields {
  return new Map(types.map((type) => [type, {}]));
}

/** Tells the mark of a whole value from marks inside of it. */
export function isPii(mark: AnyMark): mark is Pii {
  return SUBJECT in mark;
}

function isFieldMarks(marks: unknown): marks is AnyFieldMarks {
  if (typeof marks !== "object" || marks === null || Array.isArray(marks)) return false;
  return Object.values(marks).every(isMark);
}

function isMark(mark: unknown): mark is AnyMark {
  if (Array.isArray(mark)) return mark.length === 1 && isMark(mark[0]);
  return typeof mark === "object" && mark !== null && (SUBJECT in mark || isFieldMarks(mark));
}
