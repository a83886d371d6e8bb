import { canonicalJson, InvalidValue, type Tagged } from "@holdfast/cqrs";

import type { DataKey } from "./data-key.ts";
import { isFields } from "./is-fields.ts";
import { mapPersonal } from "./map-personal.ts";
import type { PersonalFields } from "./personal-fields.ts";
import { type RandomBytes, sealText } from "./seal-text.ts";
import { LOOKS_SEALED, sealedValue, sealsIn } from "./sealed-values.ts";

/** Where an event goes, which all that is sealed in it is bound to. */
export type EventPlace = {
  readonly tenant: string;
  readonly streamId: string;
  readonly eventId: string;
  readonly schemaVersion: number;
};

/** What a sealed field is bound to. */
export function fieldPlace(
  { tenant, streamId, eventId, schemaVersion }: EventPlace,
  path: string,
): string {
  return [tenant, streamId, eventId, path, schemaVersion].join("|");
}

/** Whose data an event holds in the clear. Throws `InvalidValue` where it does not say so, or already looks sealed. */
export function subjectsOf(event: Tagged, personal: PersonalFields): ReadonlySet<string> {
  const [foreign] = sealsIn(event);
  if (foreign !== undefined) throw new InvalidValue(foreign.path, LOOKS_SEALED);
  const subjects = new Set<string>();
  const marks = personal.get(event.type);
  if (marks === undefined || !isFields(event)) return subjects;
  mapPersonal(event, marks, (value, { subjectId }) => {
    subjects.add(subjectId);
    return value;
  });
  return subjects;
}

/** What sealing an event takes. */
export type SealEventOptions = {
  readonly personal: PersonalFields;
  /** By subject. */
  readonly keys: ReadonlyMap<string, DataKey>;
  readonly place: EventPlace;
  readonly randomBytes: RandomBytes;
};

/** The event with its personal fields sealed. Throws `InvalidValue` where one has no JSON form. */
export function sealEvent(event: Tagged, options: SealEventOptions): Tagged {
  const { personal, keys, place, randomBytes } = options;
  const marks = personal.get(event.type);
  if (marks === undefined || !isFields(event)) return event;
  const sealed = mapPersonal(event, marks, (value, { path, subjectId }) => {
    const key = keys.get(subjectId);
    if (key === undefined) throw new RangeError("the key of a subject was not looked up");
    const text = plainText(value, path);
    return sealedValue(sealText(text, { ...key, place: fieldPlace(place, path), randomBytes }));
  });
  return { ...sealed, type: event.type };
}

function plainText(value: unknown, path: string): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const joint = error.path === "" || error.path.startsWith("[") ? "" : ".";
    throw new InvalidValue(`${path}${joint}${error.path}`, error.reason);
  }
}
