import type { LogPlace } from "./log-place.ts";

/** Events that were asked for and wait for others of their streams; where the first of those is. */
export type Waiting = { readonly waiting: number; readonly first: bigint | null };

/** Counts the events of a subscription that are not handled again before somebody asks for earlier ones. */
export async function readWaiting(
  { database, schema }: LogPlace,
  { name, revision }: { readonly name: string; readonly revision: number },
): Promise<Waiting> {
  const text = `
    with mine as (
      select p.position, p.replay_asked_at, e.tenant_id, e.stream_id
      from ${schema}.parked as p join ${schema}.events as e on e.position = p.position
      where (p.subscription, p.revision) = ($1, $2)
    ), others as (
      select tenant_id, stream_id, min(position) as first from mine where replay_asked_at is null group by 1, 2
    )
    select count(*)::int as waiting, min(others.first) as first
    from mine join others using (tenant_id, stream_id)
    where mine.replay_asked_at is not null and others.first < mine.position`;
  const { rows } = await database.read<Waiting>({ text, values: [name, revision] });
  return rows[0] ?? { waiting: 0, first: null };
}
