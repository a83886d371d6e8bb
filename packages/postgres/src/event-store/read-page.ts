import { fromJsonText } from "@holdfast/cqrs";
import { eventOf, metaOf, type StoredEvent } from "@holdfast/cqrs/event-store";
import type { EventFilter, LogPage, PageQuery } from "@holdfast/cqrs/subscriptions";
import pg from "pg";

import type { Database } from "../database.ts";
import { typeParsers } from "../type-parsers.ts";
import { pageSql, wantedSql } from "./page-sql.ts";

/** A filter may let one event of a hundred through; so many positions are looked at for each event wanted. */
const LOOKED_AT_PER_EVENT = 20;

/** Object id of the type in pg_type.dat. */
const JSON_TYPE = 114;

/** A chunk is read as it arrives, while the server makes the next one. */
const types = new pg.TypeOverrides(typeParsers);
types.setTypeParser(JSON_TYPE, fromJsonText);

type Row = readonly [
  head: bigint,
  upTo: number,
  isEnd: boolean,
  places: Places | null,
  data: readonly unknown[] | null,
  meta: readonly unknown[] | null,
];

/** What is known about the events of a chunk, beginning with how far behind the page's begin each is. */
type Places = readonly [
  offset: readonly number[],
  tenant: readonly string[],
  streamId: readonly string[],
  category: readonly string[],
  version: readonly number[],
  eventId: readonly string[],
  type: readonly string[],
  schemaVersion: readonly number[],
  recordedAt: readonly string[],
];

/** Reads the part of the log that a subscription handles next. Positions have no gaps, so a range of them is a page. */
export async function readPage(
  database: Database,
  schema: string,
  { after, max, bytesMax, filter }: PageQuery,
): Promise<LogPage> {
  const { name, sqlFrom, values } = conditions(filter);
  const isFiltered = values.length > 0;
  const looked = isFiltered ? max * LOOKED_AT_PER_EVENT : max;
  if (isFiltered) {
    // Most looks of a reader that wants little find nothing, and a page costs ten times as much as the question.
    const { rows } = await database.read<readonly [head: bigint, isWanted: boolean]>({
      name: `${schema}.is_wanted${name}`,
      text: wantedSql(schema, sqlFrom(3)),
      values: [after, looked, ...values],
      rowMode: "array",
    });
    const [head, isWanted] = rows[0] ?? [after, true];
    if (!isWanted) return { events: [], to: min(head, after + BigInt(looked)), head };
  }
  const { rows } = await database.read<Row>({
    name: `${schema}.read_page${name}`,
    text: pageSql(schema, sqlFrom(5)),
    values: [after, looked, max, bytesMax, ...values],
    rowMode: "array",
    types,
  });
  const head = rows[0]?.[0] ?? after;
  // A recursive query makes its rows in order, but nobody promises it.
  const chunks = rows.toSorted(([, one], [, other]) => one - other);
  const events = chunks.flatMap((row) => toEvents(after, row));
  const last = events.at(-1)?.position;
  const isWhole = rows.some(([, , isEnd]) => isEnd);
  return { events, to: isWhole ? min(head, after + BigInt(looked)) : (last ?? after), head };
}

function toEvents(after: bigint, [, , , places, data, meta]: Row): readonly StoredEvent[] {
  if (places === null || data === null || meta === null) return [];
  const [offsets, tenants, streamIds, categories, versions, eventIds] = places;
  const [, , , , , , eventTypes, schemaVersions, times] = places;
  const instants = new Instants();
  return data.map((fields, at) => ({
    position: after + BigInt(item(offsets, at)),
    tenant: item(tenants, at),
    streamId: item(streamIds, at),
    category: item(categories, at),
    version: item(versions, at),
    eventId: item(eventIds, at),
    schemaVersion: item(schemaVersions, at),
    event: eventOf(item(eventTypes, at), fields),
    meta: metaOf(meta[at]),
    recordedAt: instants.iso(item(times, at)),
  }));
}

function item<T>(items: readonly T[], at: number): T {
  const found = items[at];
  if (found !== undefined) return found;
  throw new TypeError("a page of the log has fields without an event");
}

/** Writes times as JSON does. Events that were appended together have the same. */
class Instants {
  #last = "";
  #lastIso = "";

  iso(time: string): string {
    if (time !== this.#last) {
      this.#last = time;
      this.#lastIso = new Date(time).toISOString();
    }
    return this.#lastIso;
  }
}

/** Only what is filtered by is part of the statement, so that each kind of filter gets a plan of its own. */
function conditions({ categories, types, tenants }: EventFilter) {
  const parts = [
    { letter: "c", column: "page.category", type: "text[]", value: categories },
    { letter: "t", column: "page.type", type: "text[]", value: types },
    { letter: "u", column: "page.tenant_id", type: "uuid[]", value: tenants },
  ].filter(({ value }) => value !== undefined);
  return {
    name: parts.map(({ letter }) => `_${letter}`).join(""),
    /** The numbers of the parameters begin there. */
    sqlFrom: (first: number) =>
      parts.map(({ column, type }, at) => `and ${column} = any($${at + first}::${type})`).join(" "),
    values: parts.map(({ value }) => value),
  };
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
