import type { Tagged } from "@holdfast/cqrs";
import type { EventCatalogue, EventVersion } from "@holdfast/cqrs/catalogue";

/** All events that a service writes, and the folder that remembers which of their forms were released. */
export type EventsOfService = {
  readonly catalogues: readonly EventCatalogue<Tagged>[];
  /** Holds `events.lock.json`, and `fixtures/TYPE/vN.json`; ends with a slash. */
  readonly folder: URL;
};

/** One form of one type of event. */
export type Form = {
  readonly type: string;
  readonly version: number;
  readonly schema: EventVersion["schema"];
  readonly catalogue: EventCatalogue<Tagged>;
};

/** Every form that is known, by type and then by age. */
export function formsOf(catalogues: readonly EventCatalogue<Tagged>[]): readonly Form[] {
  return catalogues
    .flatMap((catalogue) =>
      Object.entries(catalogue.histories).flatMap(([type, history]) =>
        history.map(({ schema }, at) => ({ type, version: at + 1, schema, catalogue })),
      ),
    )
    .toSorted((a, b) => compare(a.type, b.type) || a.version - b.version);
}

/** By code units, so that a lock is the same everywhere. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
