import { presentEvent } from "@holdfast/cqrs/catalogue";
import { readEvent, readMeta } from "@holdfast/cqrs/event-store";
import type { Database } from "@holdfast/postgres";

import type { EventFeed, FeedEvent } from "../../application/event-feed.ts";
import { ledgerEvents } from "../../domain/ledger-events.ts";
import { timeOf } from "./account-row.ts";
import { asTenant } from "./as-tenant.ts";

/** A filter may let one event of many through: so many are looked at for each one wanted. */
const LOOKED_AT_PER_EVENT = 20;

type Row = {
  readonly up_to: bigint | null;
  readonly looked: number;
  readonly position: bigint | null;
  readonly event_id: string;
  readonly stream_id: string;
  readonly category: string;
  readonly version: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: string;
  readonly meta: string;
  readonly recorded_at: Date;
};

/** Reads a tenant's part of the log. Who asked for what in vain is not part of it: that is the audit's. */
export function eventFeed(database: Database, schema: string): EventFeed {
  return {
    read: (tenant, { types, categories }, { after, limit }) =>
      asTenant(database, tenant, async (tx) => {
        const lookedMax = limit * LOOKED_AT_PER_EVENT;
        const { rows } = await tx.query<Row>({
          name: "event_feed",
          text: `with looked as (
              select e.position, e.event_id, e.stream_id, e.category, e.version, e.type, e.schema_version,
                e.data::text as data, e.meta::text as meta, e.recorded_at
              from ${schema}.events as e where e.tenant_id = $1 and e.position > 0 and e.position::float8 > $2::float8
              order by e.position::float8 limit $3
            )
            select whole.*, passed.* from (
              select max(looked.position) as up_to, count(*)::int as looked from looked
            ) as whole left join (
              select * from looked where category in ('account', 'transfer', 'quote')
                and ($4::text[] is null or type = any ($4)) and ($5::text[] is null or category = any ($5))
              order by position limit $6
            ) as passed on true order by passed.position`,
          values: [tenant, after, lookedMax, types, categories, limit],
        });
        const events = rows.flatMap(eventsOf);
        const { up_to: upTo = null, looked = 0 } = rows[0] ?? {};
        const last = events.at(-1);
        if (last !== undefined && events.length === limit) {
          return {
            events,
            upTo: last.position,
            isEnd: last.position === upTo && looked < lookedMax,
          };
        }
        return { events, upTo: upTo ?? after, isEnd: looked < lookedMax };
      }),
    end: (tenant) =>
      asTenant(database, tenant, async (tx) => {
        const { rows } = await tx.query<{ position: bigint }>({
          name: "event_feed_end",
          text: `select e.position from ${schema}.events as e where e.tenant_id = $1 and e.position > 0
            order by e.position::float8 desc limit 1`,
          values: [tenant],
        });
        return rows[0]?.position ?? 0n;
      }),
  };
}

function eventsOf(row: Row): readonly FeedEvent[] {
  if (row.position === null) return [];
  const { position, event_id: id, stream_id: streamId, category, version } = row;
  const event = readEvent(row.type, row.data);
  return [
    {
      position,
      id,
      streamId,
      category,
      version,
      event: presentEvent({ streamId, event, schemaVersion: row.schema_version }, ledgerEvents),
      meta: readMeta(row.meta),
      recordedAt: timeOf(row.recorded_at),
    },
  ];
}
