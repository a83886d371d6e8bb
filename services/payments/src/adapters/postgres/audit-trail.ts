import { fromJsonText } from "@holdfast/cqrs";
import type { Database } from "@holdfast/postgres";

import type { AuditFilter, ListAudit } from "../../application/audit-trail.ts";
import { asTenant } from "./as-tenant.ts";
import { type AuditRow, recordOfRow } from "./audit-row.ts";

/** Events that are looked at for one page: more than one command can have. */
const LOOKED_MAX = 5_000;

/** By which clocks of several processes may differ. */
const MARGIN = "interval '1 minute'";

/** Reads the audit off the log. */
export function auditTrail(database: Database, schema: string): ListAudit {
  return (tenant, filter, { after = 0n, limit }) =>
    asTenant(database, tenant, async (tx) => {
      const { from, to, action, ...streams } = { ...filter, ...namesOf(filter) };
      const { rows } = await tx.query<AuditRow>({
        name: "audit_trail",
        text: auditSql(schema),
        values: [
          tenant,
          after,
          LOOKED_MAX,
          from,
          to,
          action,
          streams.resource,
          streams.streamId,
          streams.result,
          limit + 1,
        ],
      });
      const { up_to: upTo = null, looked = 0 } = rows[0] ?? {};
      const records = rows.flatMap((row) =>
        row.position === null
          ? []
          : [recordOfRow({ ...row, position: row.position, data: fromJsonText(row.data) })],
      );
      const items = records.slice(0, limit);
      const last = items.at(-1);
      if (records.length > limit && last !== undefined) return { items, next: last.position };
      return looked < LOOKED_MAX || upTo === null ? { items } : { items, next: upTo };
    });
}

/** A resource is named by what it is; its stream by a name of its own. */
function namesOf({ resource }: AuditFilter): { readonly streamId?: string } {
  return resource === undefined ? {} : { streamId: resource.replace(":", "-") };
}

/** A record is told by the first event of a command: the one whose command is not that of the event before it. */
function auditSql(schema: string): string {
  const events = `select e.position, e.event_id, e.stream_id, e.category, e.version, e.type, e.data::text as data, e.meta,
      e.recorded_at, e.leaf from ${schema}.events as e
    where e.tenant_id = $1 and e.position > 0`;
  return `with bounds as (
      select greatest($2::bigint, case when $4::timestamptz is not null
          then ${schema}.position_before($1, $4::timestamptz - ${MARGIN}) end) as low,
        case when $5::timestamptz is not null
          then ${schema}.position_before($1, $5::timestamptz + ${MARGIN}) end as high
    ), looked as (
      ${events} and e.position > (select low from bounds)
        and e.position <= coalesce((select high from bounds), 9223372036854775807) order by e.position limit $3
    ), before as (
      ${events} and e.position <= (select low from bounds) order by e.position desc limit 1
    ), told as (
      select each.*, lag(each.meta ->> 'commandId') over (order by each.position) as command_before
      from (select * from looked union all select * from before) as each
    )
    select whole.*, record.* from (
      select max(looked.position) as up_to, count(*)::int as looked from looked
    ) as whole left join (
      select * from (
        select t.*, t.meta ->> 'commandId' as command_id,
          case when t.type in ('AttemptRefused', 'TransferRejected') then 'refused' else 'success' end as result,
          coalesce(t.meta ->> 'action', t.type) as action
        from told as t
        where t.position > (select low from bounds) and t.command_before is distinct from t.meta ->> 'commandId'
      ) as t
      where ($4::timestamptz is null or t.recorded_at >= $4) and ($5::timestamptz is null or t.recorded_at < $5)
        and ($6::text is null or t.action = $6)
        and ($7::text is null or t.stream_id = $8 or t.data::json ->> 'resource' = $7
          or 'batch:' || (t.data::json ->> 'batch') = $7)
        and ($9::text is null or t.result = $9)
      order by t.position limit $10
    ) as record on true order by record.position`;
}
