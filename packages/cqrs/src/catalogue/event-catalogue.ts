import type { Tagged } from "../decider.ts";
import { UpcastFailed } from "./upcast-failed.ts";

/** What an event says, without its type. */
export type EventFields = Readonly<Record<string, unknown>>;

/** Makes the fields of the next schema version. Pure; what it throws is `UpcastFailed` for the reader. */
export type Upcaster = (fields: EventFields) => EventFields;

/** One released form of a type of event: the JSON Schema of its fields as they are stored. */
export type EventVersion = { readonly schema: object };

/** All released forms of a type, from version 1 on. Each but the last tells how it becomes the next. */
export type EventHistory = readonly [
  ...older: (EventVersion & { readonly upcast: Upcaster })[],
  present: EventVersion,
];

/** What a decider's events look like, and have looked like. */
export type EventCatalogue<Event extends Tagged> = EventReader<Event> & {
  readonly histories: Readonly<Record<Event["type"], EventHistory>>;
};

/** What it takes to read events of any age. */
export type EventReader<Event extends Tagged> = {
  /** The types that are known, with the version their fields are in now. */
  readonly schemaVersions: Readonly<Record<Event["type"], number>>;
  /** Brings an event of a known type from an older version to the present one. */
  readonly upcast: (event: Tagged, schemaVersion: number) => Tagged;
};

/**
 * The catalogue of a decider's events: `eventCatalogue<AccountEvent>({ AccountClosed: [{ schema }], … })`. A type that is
 * left out, or an older version without an upcaster, does not compile.
 */
export function eventCatalogue<Event extends Tagged>(
  histories: Readonly<Record<Event["type"], EventHistory>>,
): EventCatalogue<Event> {
  const byType = new Map<string, EventHistory>(Object.entries(histories));
  return {
    histories,
    schemaVersions: versionsOf<Event>(byType),
    upcast({ type, ...fields }, schemaVersion) {
      const steps = (byType.get(type) ?? []).slice(schemaVersion - 1);
      let present: EventFields = fields;
      for (const [at, step] of steps.entries()) {
        if ("upcast" in step)
          present = upcastOnce(present, step.upcast, { type, version: schemaVersion + at });
      }
      return { ...present, type };
    },
  };
}

function upcastOnce(
  fields: EventFields,
  upcast: Upcaster,
  { type, version }: { readonly type: string; readonly version: number },
): EventFields {
  try {
    return upcast(fields);
  } catch (error) {
    throw new UpcastFailed(type, version, error);
  }
}

function versionsOf<Event extends Tagged>(
  histories: ReadonlyMap<string, EventHistory>,
): EventCatalogue<Event>["schemaVersions"] {
  const versions = Object.fromEntries([...histories].map(([type, { length }]) => [type, length]));
  const isWhole = (each: object): each is EventCatalogue<Event>["schemaVersions"] =>
    Object.keys(each).length === histories.size;
  if (!isWhole(versions)) throw new RangeError("a type of event is there twice");
  return versions;
}
