import type { Static } from "typebox";

import type { LedgerEvent } from "../../../domain/ledger-event.ts";
import type * as events from "../event-schemas.ts";
import type { OnWire } from "./wire-types.ts";

type Shown = Static<typeof events.EventsShown>;

type SnakeCase<Name> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** Names as everywhere on the wire, amounts as texts; the names of notes are their writers' own. */
type Fields<Event> = {
  readonly [Name in keyof Event as SnakeCase<Name>]: Name extends "metadata"
    ? Event[Name]
    : Event[Name] extends object
      ? Fields<Event[Name]>
      : OnWire<Event[Name]>;
};

type Told<Event> = Event extends { readonly type: infer Type }
  ? OnWire<Omit<Shown["data"][number], "type" | "data">> & {
      readonly type: Type;
      readonly data: Fields<Omit<Event, "type">>;
    }
  : never;

/** Something that has happened; its `type` tells what its `data` are. */
export type PaymentsEvent = Told<LedgerEvent>;

/** Which events, and after which one. */
export type EventsQuery = Omit<Partial<OnWire<Static<typeof events.EventsQuery>>>, "type"> & {
  readonly type?: readonly PaymentsEvent["type"][];
};

/** A page of events; its cursor goes on also where there is no more yet. */
export type EventsPage = OnWire<Omit<Shown, "data">> & { readonly data: readonly PaymentsEvent[] };
