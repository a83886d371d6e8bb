import type { LogPlace } from "./log-place.ts";

/** How a subscription is doing. */
export type SubscriptionRow = {
  readonly name: string;
  readonly revision: number;
  readonly status: "running" | "stopped" | "retired";
  readonly position: bigint;
  readonly lagEvents: bigint;
  /** How long ago the oldest event was recorded that is not handled; null when there is none. */
  readonly lagMs: number | null;
  readonly owner: string | null;
  /** How long the lease goes on; nobody holds it where it is not above 0. */
  readonly leaseMs: number;
  readonly heartbeatAgeMs: number | null;
  readonly lastError: string | null;
  readonly attempts: number;
  readonly parked: number;
};

/** All subscriptions of a log, by name and revision. */
export async function readSubscriptions({
  database,
  schema,
}: LogPlace): Promise<readonly SubscriptionRow[]> {
  const { rows } = await database.read<SubscriptionRow>({
    text: `select s.name, s.revision, s.status, s.position, log_head.position - s.position as "lagEvents",
             (extract(epoch from clock_timestamp() - e.recorded_at) * 1000)::float8 as "lagMs", s.owner,
             case when s.lease_until = '-infinity' then 0
               else (extract(epoch from s.lease_until - clock_timestamp()) * 1000)::float8 end as "leaseMs",
             (extract(epoch from clock_timestamp() - s.heartbeat_at) * 1000)::float8 as "heartbeatAgeMs",
             s.last_error as "lastError", s.attempts,
             (select count(*)::int from ${schema}.parked as p
              where (p.subscription, p.revision) = (s.name, s.revision)) as parked
           from ${schema}.subscriptions as s cross join ${schema}.log_head
           left join ${schema}.events as e on e.position = s.position + 1
           order by s.name, s.revision`,
  });
  return rows;
}
