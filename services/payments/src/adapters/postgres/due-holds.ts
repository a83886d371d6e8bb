import type { Database } from "@holdfast/postgres";

import type { FindDue } from "../../application/due.ts";
import { timeOf } from "./account-row.ts";

/** Whose holds are looked for. */
export type DueHoldsOptions = {
  /** As the `system` role, which sees those of every tenant. */
  readonly systemDatabase: Database;
  readonly schema: string;
  /** Added to the time of the database; 0. For tests. */
  readonly clockOffsetMs?: () => number;
};

type Row = { readonly tenant_id: string; readonly id: string; readonly expires_at: Date };

/** Finds holds by the database's clock, which they were given their time by. */
export function dueHolds(options: DueHoldsOptions): FindDue {
  const { systemDatabase, schema, clockOffsetMs = () => 0 } = options;
  return async ({ after, limit }) => {
    const beyond =
      after === undefined
        ? ""
        : "and (t.expires_at, t.id, t.tenant_id) > ($3::timestamptz, $4, $5)";
    const place = after === undefined ? [] : [after.expiresAt, after.id, after.tenant];
    const { rows } = await systemDatabase.read<Row>({
      name: `due_holds${after === undefined ? "" : "_after"}`,
      text: `select t.tenant_id, t.id, t.expires_at from ${schema}.transfer as t
        where t.kind = 'pending' and t.resolution is null and t.expires_at is not null
          and t.expires_at <= now() + $1::float8 * interval '1 millisecond' ${beyond}
        order by t.expires_at, t.id, t.tenant_id limit $2`,
      values: [clockOffsetMs(), limit, ...place],
    });
    return rows.map(({ tenant_id: tenant, id, expires_at }) => ({
      tenant,
      id,
      expiresAt: timeOf(expires_at),
    }));
  };
}
