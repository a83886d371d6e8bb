import type { Database } from "@holdfast/postgres";

import { NOTING, PICKY, POSTED, TOTALS } from "../place.ts";
import { type Rule, violations } from "./rows.ts";

/** What holds at any moment: the log has no gap, and each read model is the fold of the log up to its checkpoint. */
const RULES: readonly Rule[] = [
  {
    name: "L1 positions are 1 to the head",
    wrong: `select format('%s events up to %s, head %s', count(*), max(events.position), max(log_head.position))
      from log_head left join events on true
      having count(events.position) <> max(log_head.position)
        or coalesce(max(events.position), 0) <> max(log_head.position)`,
  },
  {
    name: "L2 versions are 1 to the version of the stream",
    wrong: `select format('%s %s', tenant_id, stream_id)
      from (select tenant_id, stream_id, count(*), max(version) as last, min(version) as first
        from events group by 1, 2) as e
      full join streams using (tenant_id, stream_id)
      where e.count is distinct from streams.version and streams.version is distinct from 0
        or e.last <> e.count or e.first <> 1`,
  },
  {
    name: "L9 no checkpoint is beyond the head",
    wrong: `select name from subscriptions, log_head where subscriptions.position > log_head.position`,
  },
  {
    name: "L9, L10 each position up to the checkpoint is noted once",
    wrong: noted(NOTING, "true"),
  },
  {
    name: "L9, L10 each posting up to the checkpoint is noted or parked",
    wrong: noted(PICKY, `events.type = '${POSTED}'`),
  },
  {
    name: "L10 models are noted in the order of the log",
    wrong: `select format('%s after %s', position, before) from (
        select position, lag(position) over (order by came) as before from noted where model = '${NOTING}') as n
      where before > position`,
  },
  {
    name: "L10 totals are the fold of the log up to the checkpoint",
    wrong: `with e as (
        select s.revision, e.tenant_id, e.stream_id, count(*)::int as events, max(e.position) as last_position
        from subscriptions as s join events as e on e.position <= s.position
        where s.name = '${TOTALS}' group by 1, 2, 3)
      select format('revision %s: %s', revision, stream_id)
      from e full join totals as t using (revision, tenant_id, stream_id)
      where (t.events, t.last_position) is distinct from (e.events, e.last_position)`,
  },
  {
    name: "L10 readers see the revision that is not retired",
    wrong: `select format('%s is shown', revision) from shown
      where exists (select from subscriptions as s
        where s.name = '${TOTALS}' and s.revision = shown.revision and s.status = 'retired')`,
  },
];

function noted(model: string, filter: string): string {
  return `with e as (
      select events.position, true as is_event from events
      where ${filter} and events.position <= (select position from subscriptions where name = '${model}')),
    n as (select position, true as is_noted from noted where model = '${model}'),
    p as (select position, true as is_parked from parked where subscription = '${model}')
    select position from e full join n using (position) full join p using (position)
    where is_event is null or (is_noted is null) = (is_parked is null)`;
}

/** Audits what can be audited at any moment, while others write. */
export function auditModels(admin: Database): Promise<readonly string[]> {
  return violations(admin, RULES);
}
