import { describe, expect, it } from "vitest";

import type { Tagged } from "../decider.ts";
import { eventCatalogue, type EventHistory } from "./event-catalogue.ts";
import { presentEvent } from "./present-event.ts";

type Renamed = { readonly type: "Renamed"; readonly to: string; readonly at: number };
type Dropped = { readonly type: "Dropped" };

const schema = {};
const renamed: EventHistory = [
  { schema, upcast: ({ name, ...rest }) => ({ ...rest, title: name }) },
  { schema, upcast: ({ title, ...rest }) => ({ ...rest, to: title }) },
  { schema, upcast: (fields) => ({ at: 0, ...fields }) },
  { schema },
];
const catalogue = eventCatalogue<Renamed | Dropped>({ Renamed: renamed, Dropped: [{ schema }] });

function read(event: Tagged | (Tagged & Readonly<Record<string, unknown>>), schemaVersion: number) {
  return presentEvent({ streamId: "book-1", event, schemaVersion }, catalogue);
}

const old = { type: "Renamed", name: "Emma", by: "Jane" };

describe("a catalogue of events", () => {
  it("knows the present version of each type", () => {
    expect(catalogue.schemaVersions).toEqual({ Renamed: 4, Dropped: 1 });
  });

  it("brings an event from any version to the present one, step by step", () => {
    const present = { type: "Renamed", to: "Emma", by: "Jane", at: 0 };
    expect(read(old, 1)).toEqual(present);
    expect(read({ type: "Renamed", title: "Emma", by: "Jane" }, 2)).toEqual(present);
    expect(read({ type: "Renamed", to: "Emma", by: "Jane" }, 3)).toEqual(present);
  });

  it("leaves an event of the present version as it is, and what was recorded untouched", () => {
    const present = { type: "Renamed", to: "Emma", at: 7 };
    expect(read(present, 4)).toBe(present);
    read(Object.freeze(old), 1);
    expect(old).toEqual({ type: "Renamed", name: "Emma", by: "Jane" });
  });

  it("an event of a type that it does not know stays as it is", () => {
    expect(catalogue.upcast({ type: "Burnt" }, 1)).toEqual({ type: "Burnt" });
  });

  it("an upcaster cannot change what type an event is", () => {
    const type = "Renamed";
    const changing = eventCatalogue<{ readonly type: "Renamed" }>({
      Renamed: [{ schema, upcast: () => ({ type: "Dropped" }) }, { schema }],
    });
    expect(changing.upcast({ type }, 1)).toEqual({ type });
  });

  it("does not know types, nor versions that are newer than its own, nor names that every object has", () => {
    for (const type of ["Burnt", "toString", "__proto__"]) {
      expect(() => read({ type }, 1)).toThrow(
        expect.objectContaining({ name: "UnknownEvent", code: "unknown_event", type }),
      );
    }
    expect(() => read({ type: "Renamed" }, 5)).toThrow(
      "book-1 holds Renamed in schema version 5, and 4 is the newest known here",
    );
  });

  it("old versions are not guessed at without it", () => {
    const { schemaVersions } = catalogue;
    const recorded = { streamId: "book-1", event: old, schemaVersion: 1 };
    expect(() => presentEvent(recorded, { schemaVersions })).toThrow(
      "schema version 1, and nothing brings it to 4: give it a catalogue",
    );
  });

  it("says at which step an upcaster broke", () => {
    const broken = eventCatalogue<Renamed | Dropped>({
      ...catalogue.histories,
      Renamed: [
        { schema, upcast: (fields) => fields },
        {
          schema,
          upcast: () => {
            throw new RangeError("no title");
          },
        },
        { schema },
      ],
    });
    expect(() => broken.upcast(old, 1)).toThrow(
      expect.objectContaining({
        name: "UpcastFailed",
        code: "upcast_failed",
        message: "Renamed could not be brought from schema version 2 to the next",
        cause: expect.objectContaining({ message: "no title" }),
      }),
    );
  });

  it("an older version without an upcaster does not compile", () => {
    type Bare = readonly [{ readonly schema: object }, { readonly schema: object }];
    const doesCompile: Bare extends EventHistory ? true : false = false;
    expect(doesCompile).toBe(false);
  });
});
