import { isDeepStrictEqual } from "node:util";

import { canonicalJson, InvalidValue, type Tagged } from "@holdfast/cqrs";
import {
  type AppendRefusal,
  invalid,
  type StoredEvent,
  subjectErased,
} from "@holdfast/cqrs/event-store";

import type { DataKey } from "./data-key.ts";
import { MarksMissing } from "./marks-missing.ts";
import type { AnyFieldMarks, PersonalFields } from "./personal-fields.ts";
import { fieldPlace, sealEvent, subjectsOf } from "./seal-event.ts";
import type { RandomBytes } from "./seal-text.ts";
import { keyIdsIn, mayHoldSeal, opened, type SealedAt, sealsIn } from "./sealed-values.ts";
import type { FoundKey, SubjectKeys } from "./subject-keys.ts";
import { isShredded } from "./subject-shredded.ts";
import { waitedKeys } from "./waited-keys.ts";

/** What is personal, and by whose keys it is sealed. */
export type SealingOptions = {
  /** Of every decider whose events go to the log. A type may be marked several times, if always alike. */
  readonly personal: readonly PersonalFields[];
  readonly keys: SubjectKeys;
  readonly randomBytes: RandomBytes;
  /** A new uuid, version 7: what is sealed is bound to its event, whose id is therefore made here. */
  readonly newEventId: () => string;
};

/** Events of one command on their way to a stream. */
export type PlainEvents = {
  readonly tenant: string;
  readonly streamId: string;
  readonly events: readonly Tagged[];
  readonly eventIds?: readonly string[];
  readonly schemaVersions?: Readonly<Record<string, number>>;
};

/** The same as they are stored, and the keys of everybody whose data is in them. */
export type SealedEvents = {
  readonly events: readonly Tagged[];
  /** Left out where nothing is bound to them, and nobody has given any. */
  readonly eventIds?: readonly string[];
  readonly keys: readonly DataKey[];
};

/** Where in a request the events are. */
type Culprit = { readonly path: string; readonly command?: number };

/** Seals the personal fields of events, and opens them. */
export class Sealing {
  readonly keys: SubjectKeys;
  readonly randomBytes: RandomBytes;
  readonly #personal: PersonalFields;
  /** Types that are marked as such in which nothing is personal. */
  readonly #plain: ReadonlySet<string>;
  readonly #newEventId: () => string;

  constructor({ personal, keys, randomBytes, newEventId }: SealingOptions) {
    this.#personal = united(personal);
    const plain = [...this.#personal].filter(([, marks]) => Object.keys(marks).length === 0);
    this.#plain = new Set(plain.map(([type]) => type));
    this.keys = waitedKeys(keys);
    this.randomBytes = randomBytes;
    this.#newEventId = newEventId;
  }

  /** Throws `MarksMissing` if some types of events have no marks: what is personal in them would be stored in the clear. */
  expectMarks(types: readonly string[]): void {
    const unmarked = types.filter((type) => !this.#personal.has(type));
    if (unmarked.length > 0) throw new MarksMissing(unmarked);
  }

  /** Whether there is nothing to seal in some events, nor anything that looks sealed already. */
  isPlain(events: readonly Tagged[]): boolean {
    return events.every((event) => this.#plain.has(event.type) && !mayHoldSeal(event));
  }

  /** Seals events, or says which of them cannot be: `invalid`, or `subject_erased`. */
  async seal(plain: PlainEvents, culprit: Culprit): Promise<SealedEvents | AppendRefusal> {
    const keys = new Map<string, DataKey>();
    for (const [at, event] of plain.events.entries()) {
      const place = { ...culprit, path: `${culprit.path}events[${at}]` };
      const subjects = guarded(place, () => subjectsOf(event, this.#personal));
      if ("code" in subjects) return subjects;
      for (const subjectId of subjects) {
        const { tenant } = plain;
        const key = keys.get(subjectId) ?? (await this.keys.forWriting({ tenant, subjectId }));
        if (key === undefined) return subjectErased(place);
        keys.set(subjectId, key);
      }
    }
    return this.#sealed(plain, culprit, keys);
  }

  #sealed(
    plain: PlainEvents,
    culprit: Culprit,
    keys: ReadonlyMap<string, DataKey>,
  ): SealedEvents | AppendRefusal {
    const { tenant, streamId, schemaVersions = {} } = plain;
    const makesIds = plain.eventIds === undefined && keys.size > 0;
    const eventIds = makesIds ? plain.events.map(() => this.#newEventId()) : plain.eventIds;
    const versions = new Map(Object.entries(schemaVersions));
    const events: Tagged[] = [];
    for (const [at, event] of plain.events.entries()) {
      const schemaVersion = versions.get(event.type) ?? 1;
      const place = { tenant, streamId, eventId: eventIds?.[at] ?? "", schemaVersion };
      const { randomBytes } = this;
      const options = { personal: this.#personal, keys, place, randomBytes };
      const path = `${culprit.path}events[${at}]`;
      const sealed = guarded({ ...culprit, path }, () => ({ event: sealEvent(event, options) }));
      if ("code" in sealed) return sealed;
      events.push(sealed.event);
    }
    return { events, ...(eventIds !== undefined && { eventIds }), keys: [...keys.values()] };
  }

  /** Events as they were before they were sealed; `ERASED` where keys are gone. Throws `SealBroken` and `KeyUnknown`. */
  async open(events: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    this.#hear(events);
    const sealed = events.map(({ event }) => sealsIn(event));
    if (sealed.every(({ length }) => length === 0)) return events;
    const byTenant = await this.#keysByTenant(events, sealed);
    return events.map((stored, at) => {
      if (sealed[at]?.length === 0) return stored;
      const { tenant, streamId, version, event } = stored;
      const keys = byTenant.get(tenant) ?? new Map<string, FoundKey>();
      const where = `version ${version} of ${streamId}`;
      const placeOf = (path: string): string => fieldPlace(stored, path);
      const { type } = event;
      return { ...stored, event: eventOf(type, opened(event, { keys, placeOf, where })) };
    });
  }

  /** Loads the keys of events ahead, so that opening them waits for nothing. */
  async warm(events: readonly StoredEvent[]): Promise<void> {
    this.#hear(events);
    await this.#keysByTenant(
      events,
      events.map(({ event }) => sealsIn(event)),
    );
  }

  /** Whoever has read of an erasure reads nothing of that person any more, also what a late writer wrote behind it. */
  #hear(events: readonly StoredEvent[]): void {
    for (const { tenant, event } of events) {
      if (isShredded(event)) this.keys.forget({ tenant, subjectId: event.subjectId });
    }
  }

  async #keysByTenant(
    events: readonly StoredEvent[],
    sealed: readonly (readonly SealedAt[])[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, FoundKey>>> {
    const wanted = new Map<string, Set<string>>();
    for (const [at, { tenant }] of events.entries()) {
      const keyIds = wanted.get(tenant) ?? new Set();
      for (const keyId of keyIdsIn(sealed[at] ?? [])) keyIds.add(keyId);
      if (keyIds.size > 0) wanted.set(tenant, keyIds);
    }
    const found = new Map<string, ReadonlyMap<string, FoundKey>>();
    for (const [tenant, keyIds] of wanted) {
      found.set(tenant, await this.keys.forReading(tenant, keyIds));
    }
    return found;
  }
}

function united(personal: readonly PersonalFields[]): PersonalFields {
  const all = new Map<string, AnyFieldMarks>();
  for (const [type, marks] of personal.flatMap((each) => [...each])) {
    const there = all.get(type) ?? marks;
    if (!isDeepStrictEqual(there, marks)) {
      throw new RangeError(`${type} is marked twice, and not alike`);
    }
    all.set(type, marks);
  }
  return all;
}

/** Runs a work that may meet a value without a JSON form, and tells of it as a refusal. */
export function guarded<T>(culprit: Culprit, work: () => T): T | AppendRefusal {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const joint = error.path === "" || error.path.startsWith("[") ? "" : ".";
    const path = `${culprit.path}${joint}${error.path}`;
    return invalid({ ...culprit, path }, error.reason);
  }
}

/** What a command says by its events, for lack of a fingerprint of its own. */
export function plainFingerprint(streamId: string, events: readonly Tagged[]): string {
  return `${streamId}\0${canonicalJson(events)}`;
}

function eventOf(type: string, fields: unknown): Tagged {
  return { ...(typeof fields === "object" && fields), type };
}
