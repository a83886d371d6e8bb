import { readMeta } from "@holdfast/cqrs/event-store";

import { unobeyed } from "../cli/json-line.ts";

/** An event as an operator looks at it: what it says stays the text that was stored. */
export type LoggedEvent = {
  readonly position: bigint;
  readonly tenant: string;
  readonly streamId: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** Canonical JSON, as `meta` is. */
  readonly data: string;
  readonly meta: string;
  readonly recordedAt: string;
};

const COLUMNS = `events.position, events.tenant_id, events.stream_id, events.version, events.event_id,
  events.type, events.schema_version, events.data::text, events.meta::text,
  to_char(events.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** So many events are looked at for a page, and so many bytes are held here at a time, unless one event has more. */
const PAGE_EVENTS = 250;
const PAGE_BYTES = 4_194_304;

/** SQL: the first of some events in an order, as many as are held at a time. Each row tells how many there would have been. */
export function pageOfEvents(from: string, order: "position" | "version"): string {
  return `select ${COLUMNS}, looked_at from (
    select events.*, count(*) over ()::int as looked_at, row_number() over upto as no,
      sum(octet_length(events.data::text) + octet_length(events.meta::text)) over upto as bytes
    from (select events.* from ${from} order by events.${order} limit ${PAGE_EVENTS}) as events
    window upto as (order by events.${order} rows unbounded preceding)
  ) as events where no = 1 or bytes <= ${PAGE_BYTES} order by events.${order}`;
}

/** Whether a page has all that there was to be read. */
export function isWhole(rows: readonly EventRow[]): boolean {
  const [, , , , , , , , , , lookedAt] = rows[0] ?? [];
  return lookedAt === undefined || (rows.length === lookedAt && lookedAt < PAGE_EVENTS);
}

/** An event as it is selected. */
export type EventRow = readonly [
  position: bigint,
  tenant: string,
  streamId: string,
  version: number,
  eventId: string,
  type: string,
  schemaVersion: number,
  data: string,
  meta: string,
  recordedAt: string,
  lookedAt: number,
];

/** The event of a row. */
export function loggedEvent(row: EventRow): LoggedEvent {
  const [position, tenant, streamId, version, eventId, type, schemaVersion] = row;
  const [, , , , , , , data, meta, recordedAt] = row;
  const places = { position, tenant, streamId, version, eventId };
  return { ...places, type, schemaVersion, data, meta, recordedAt };
}

/** A text of an event's meta; undefined where it has none of that name. */
export function metaText({ meta }: LoggedEvent, name: string): string | undefined {
  const value = readMeta(meta)[name];
  return typeof value === "string" ? value : undefined;
}

/** An event for programs. Data and meta are put in as they were stored. */
export function eventJson(event: LoggedEvent, more: Readonly<Record<string, string | null>> = {}) {
  const { data, meta, position, ...rest } = event;
  const members = JSON.stringify({ position: position.toString(), ...rest, ...more });
  return unobeyed(`${members.slice(0, -1)},"data":${data},"meta":${meta}}`);
}
