import type { LogPlace } from "./log-place.ts";

/** An event that was put aside, and what it is. */
export type ParkedRow = {
  readonly subscription: string;
  readonly revision: number;
  readonly position: bigint;
  readonly type: string;
  readonly tenant: string;
  readonly streamId: string;
  readonly error: string;
  readonly attempts: number;
  readonly at: string;
  /** When somebody asked for it to be handled again; null if nobody has. */
  readonly replayAskedAt: string | null;
};

/** Parked events after a place, in the order of subscription, revision and log. */
export async function readParked(
  { database, schema }: LogPlace,
  query: { name: string | undefined; revision: number | undefined; max: number },
): Promise<readonly ParkedRow[]> {
  const iso = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
  const { rows } = await database.read<ParkedRow>({
    text: `select p.subscription, p.revision, p.position, e.type, e.tenant_id as tenant, e.stream_id as "streamId",
             p.error, p.attempts, to_char(p.at at time zone 'UTC', ${iso}) as at,
             to_char(p.replay_asked_at at time zone 'UTC', ${iso}) as "replayAskedAt"
           from ${schema}.parked as p join ${schema}.events as e on e.position = p.position
           where ($1::text is null or p.subscription = $1) and ($2::int is null or p.revision = $2)
           order by p.subscription, p.revision, p.position limit $3`,
    values: [query.name, query.revision, query.max],
  });
  return rows;
}
