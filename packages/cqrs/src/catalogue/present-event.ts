import type { Tagged } from "../decider.ts";
import type { EventReader } from "./event-catalogue.ts";
import { UnknownEvent } from "./unknown-event.ts";

/** What reading needs; without `upcast` only the present versions are known. */
export type Reading<Event extends Tagged> = Pick<EventReader<Event>, "schemaVersions"> &
  Partial<EventReader<Event>>;

/** An event of a stream in its present form. Throws `UnknownEvent`, or `UpcastFailed`. */
export function presentEvent<Event extends Tagged>(
  recorded: { readonly streamId: string; readonly event: Tagged; readonly schemaVersion: number },
  { schemaVersions, upcast }: Reading<Event>,
): Event {
  const { event, schemaVersion, streamId } = recorded;
  const present = versionOf(schemaVersions, event.type);
  // What has the present version of a known type has its fields: that is what the lock of a catalogue keeps.
  const isPresent = (_event: Tagged, version: number): _event is Event => version === present;
  if (isPresent(event, schemaVersion)) return event;
  if (present !== undefined && schemaVersion < present && upcast !== undefined) {
    const read = upcast(event, schemaVersion);
    if (isPresent(read, present)) return read;
  }
  throw new UnknownEvent({ streamId, type: event.type, schemaVersion }, present);
}

/** A type may be called like something that every object has. */
function versionOf(versions: Readonly<Record<string, number>>, type: string): number | undefined {
  return Object.hasOwn(versions, type) ? versions[type] : undefined;
}
