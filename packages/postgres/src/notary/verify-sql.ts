import type { Transaction } from "../transaction.ts";
import { faultAt, firstFault, type LogFault } from "./log-fault.ts";
import { type Unknown, versionFault } from "./stream-versions.ts";

type Query = Pick<Transaction, "query">;

/** Uniqueness is what the walk takes for granted of positions and versions: somebody may have done away with it. */
export async function missingIndexes(tx: Query, schema: string): Promise<LogFault | undefined> {
  const text = `select array_agg(a.attname::text order by k.no) as columns
    from pg_index as i, unnest(i.indkey) with ordinality as k (attnum, no), pg_attribute as a
    where i.indrelid = '${schema}.events'::regclass and i.indisunique and i.indisvalid and i.indpred is null
      and a.attrelid = i.indrelid and a.attnum = k.attnum
    group by i.indexrelid`;
  const { rows } = await tx.query<{ columns: readonly string[] }>({ text });
  const there = new Set(rows.map(({ columns }) => columns.join()));
  const missing = ["position", "tenant_id,stream_id,version"].find((each) => !there.has(each));
  if (missing === undefined) return undefined;
  return faultAt("index_missing", 1, `nothing makes (${missing}) unique`);
}

/** Where the log ends, by its events and by its head, which is what they have to agree on. */
export async function headFault(
  tx: Query,
  schema: string,
): Promise<{ readonly end: number; readonly fault: LogFault | undefined }> {
  const text = `select coalesce((select position from ${schema}.log_head), 0)::float8 as head,
    coalesce(min(position), 1)::float8 as first, coalesce(max(position), 0)::float8 as last from ${schema}.events`;
  const {
    head = 0,
    first = 1,
    last = 0,
  } = (await tx.query<{ head: number; first: number; last: number }>({ text })).rows[0] ?? {};
  const end = Math.min(head, last);
  if (first < 1)
    return { end, fault: faultAt("beyond_head", first, "an event stands before the first") };
  if (last < head) {
    return { end, fault: faultAt("tail_missing", [last + 1, head], `the log had ${head} events`) };
  }
  if (last === head) return { end, fault: undefined };
  return { end, fault: faultAt("beyond_head", [head + 1, last], `the log has ${head} events`) };
}

/** The first of some events whose predecessor in their stream is not there, or comes after them. */
export async function unknownFault(
  tx: Query,
  schema: string,
  unknown: readonly Unknown[],
): Promise<LogFault | undefined> {
  if (unknown.length === 0) return undefined;
  const streams = unknown.map(({ key }) => streamOf(key));
  const text = `select w.position::float8 as position, w.version
    from unnest($1::uuid[], $2::text[], $3::integer[], $4::bigint[]) as w (tenant_id, stream_id, version, position)
    left join lateral (
      select e.position from ${schema}.events as e
      where e.tenant_id = w.tenant_id and e.stream_id = w.stream_id collate "C" and e.version = w.version - 1
      limit 1
    ) as before on true
    where before.position is null or before.position >= w.position`;
  const values = [
    streams.map(({ tenant }) => tenant),
    streams.map(({ streamId }) => streamId),
    unknown.map(({ version }) => version),
    unknown.map(({ position }) => position),
  ];
  const { rows } = await tx.query<{ position: number; version: number }>({ text, values });
  return rows
    .map(({ position, version }) => versionFault(position, version))
    .reduce(firstFault, undefined);
}

type Stream = { readonly streamId: string; readonly tenant: string };

/** The key is the part of a leaf that names the stream. */
function streamOf(key: string): Stream {
  const parsed: unknown = JSON.parse(`{"streamId":${key}}`);
  if (isStream(parsed)) return parsed;
  throw new TypeError(`not the key of a stream: ${key}`);
}

function isStream(value: unknown): value is Stream {
  return typeof value === "object" && value !== null && "streamId" in value && "tenant" in value;
}
