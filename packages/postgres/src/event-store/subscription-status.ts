import type { SubscriptionStatus } from "@holdfast/cqrs/subscriptions";

import type { Database } from "../database.ts";

type Row = Pick<
  SubscriptionStatus,
  "state" | "position" | "head" | "epoch" | "parked" | "attempts"
> & {
  readonly owner: string | null;
  readonly lastError: string | null;
  readonly lagMs: number | null;
  readonly heartbeatAgeMs: number | null;
};

/** How a subscription is doing; undefined before it has run. */
export async function readStatus(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<SubscriptionStatus | undefined> {
  const { rows } = await database.read<Row>({ text, values });
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    ...row,
    lagEvents: row.head - row.position,
    // The clocks of the log and of the database may differ a little.
    lagMs: Math.max(row.lagMs ?? 0, 0),
    owner: row.owner ?? undefined,
    lastError: row.lastError ?? undefined,
    heartbeatAgeMs: row.heartbeatAgeMs ?? undefined,
  };
}
