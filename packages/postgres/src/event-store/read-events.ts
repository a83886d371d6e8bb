import {
  type LogQuery,
  readEvent,
  readMeta,
  type StoredEvent,
  type StreamQuery,
} from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";

/** Reads whole events, of a stream or of the log. */
export class EventReader {
  readonly #database: Database;
  readonly #schema: string;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#schema = schema;
  }

  async stream({ tenant, streamId, from = 1, max }: StreamQuery): Promise<readonly StoredEvent[]> {
    const { rows } = await this.#database.read<EventRow>({
      name: `${this.#schema}.read_stream`,
      text: `select ${COLUMNS} from ${this.#schema}.read_stream($1, $2, $3, $4) as events`,
      values: [tenant, streamId, from, max],
      rowMode: "array",
    });
    return rows.map(toEvent);
  }

  async log({ after, max, tenant }: LogQuery): Promise<readonly StoredEvent[]> {
    const whose = tenant === undefined ? "" : "and events.tenant_id = $3::uuid";
    const statement = {
      name: `${this.#schema}.read_log${tenant === undefined ? "" : "_of"}`,
      // By the column of the table: ordered by a cast of it, each page sorts the rest of the log.
      text: `select ${COLUMNS} from ${this.#schema}.events
             where events.position > $1 ${whose} order by events.position limit $2`,
      values: tenant === undefined ? [after, max] : [after, max, tenant],
      rowMode: "array",
    } as const;
    if (tenant === undefined)
      return (await this.#database.read<EventRow>(statement)).rows.map(toEvent);
    // Twice: by the predicate, for whoever no policy binds, and by the policy, should the predicate ever be lost.
    return this.#database.transaction(
      async (tx) => {
        const text = "select set_config('app.tenant_id', $1, true)";
        await tx.query({ text, values: [tenant] });
        return (await tx.query<EventRow>(statement)).rows.map(toEvent);
      },
      { readOnly: true },
    );
  }
}

/** The columns of `EventRow`, of whatever is called `events`. */
const COLUMNS = `events.position, events.tenant_id, events.stream_id, events.category, events.version,
  events.event_id, events.type, events.schema_version, events.data::text, events.meta::text,
  to_char(events.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** An event as it is selected. */
type EventRow = readonly [
  position: bigint,
  tenant: string,
  streamId: string,
  category: string,
  version: number,
  eventId: string,
  type: string,
  schemaVersion: number,
  data: string,
  meta: string,
  recordedAt: string,
];

/** The event of a row. */
function toEvent(row: EventRow): StoredEvent {
  const [position, tenant, streamId, category, version, eventId, type, schemaVersion] = row;
  const [, , , , , , , , data, meta, recordedAt] = row;
  const places = { position, tenant, streamId, category, version, eventId, schemaVersion };
  return { ...places, event: readEvent(type, data), meta: readMeta(meta), recordedAt };
}
