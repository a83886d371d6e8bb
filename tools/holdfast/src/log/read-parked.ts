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

/** Which parked events; what is left out lets all through. */
type ParkedQuery = {
  readonly name: string | undefined;
  readonly revision: number | undefined;
  readonly positions?: readonly bigint[];
  /** Only those after it. */
  readonly after?: bigint;
  readonly max: number;
};

/** Parked events, in the order of subscription, revision and log; also those whose event is lost. */
export async function readParked(
  { database, schema }: LogPlace,
  { name, revision, positions, after = 0n, max }: ParkedQuery,
): Promise<readonly ParkedRow[]> {
  const iso = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
  const { rows } = await database.read<ParkedRow>({
    text: `select p.subscription, p.revision, p.position, coalesce(e.type, '-') as type,
             coalesce(e.tenant_id, '00000000-0000-0000-0000-000000000000') as tenant, coalesce(e.stream_id, '-') as "streamId",
             p.error, p.attempts, to_char(p.at at time zone 'UTC', ${iso}) as at,
             to_char(p.replay_asked_at at time zone 'UTC', ${iso}) as "replayAskedAt"
           from ${schema}.parked as p left join ${schema}.events as e on e.position = p.position
           where ($1::text is null or p.subscription = $1) and ($2::int is null or p.revision = $2)
             and p.position > $4 and ($5::bigint[] is null or p.position = any($5))
           order by p.subscription, p.revision, p.position limit $3`,
    values: [name, revision, max, after, positions],
  });
  return rows;
}
