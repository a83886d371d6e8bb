import type { LogPlace } from "./log-place.ts";
import { type EventRow, type LoggedEvent, loggedEvent, pageOfEvents } from "./logged-event.ts";

/** A stream, and when something last happened to it. */
export type StreamRow = {
  readonly tenant: string;
  readonly streamId: string;
  readonly version: number;
  readonly closedAt: string | null;
  readonly lastEventAt: string | null;
};

/** Which streams, in the order of tenant and id. */
export type StreamQuery = {
  readonly category: string | undefined;
  readonly tenant: string | undefined;
  readonly streamId: string | undefined;
  readonly after: Pick<StreamRow, "tenant" | "streamId"> | undefined;
  readonly max: number;
};

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** Streams after a place, `max` at most. */
export async function readStreams(
  { database, schema }: LogPlace,
  { category, tenant, streamId, after, max }: StreamQuery,
): Promise<readonly StreamRow[]> {
  const { rows } = await database.read<StreamRow>({
    text: `select s.tenant_id as tenant, s.stream_id as "streamId", s.version,
             to_char(s.archived_at at time zone 'UTC', ${ISO}) as "closedAt",
             to_char(e.recorded_at at time zone 'UTC', ${ISO}) as "lastEventAt"
           from ${schema}.streams as s left join ${schema}.events as e
             on (e.tenant_id, e.stream_id, e.version) = (s.tenant_id, s.stream_id, s.version)
           where ($1::text is null or s.category = $1) and ($2::uuid is null or s.tenant_id = $2)
             and ($3::text is null or s.stream_id = $3)
             and ($4::uuid is null or (s.tenant_id, s.stream_id) > ($4, $5))
           order by s.tenant_id, s.stream_id limit $6`,
    values: [category, tenant, streamId, after?.tenant, after?.streamId, max],
  });
  return rows;
}

/** Some events of one stream after a version and up to another, the first at least. */
export async function readStreamPart(
  { database, schema }: LogPlace,
  part: { tenant: string; streamId: string; after: number; upTo: number },
): Promise<readonly LoggedEvent[]> {
  const { rows } = await database.read<EventRow>({
    text: pageOfEvents(
      `${schema}.events where tenant_id = $1 and stream_id = $2 and version > $3 and version <= $4`,
      "version",
    ),
    values: [part.tenant, part.streamId, part.after, part.upTo],
    rowMode: "array",
  });
  return rows.map(loggedEvent);
}
