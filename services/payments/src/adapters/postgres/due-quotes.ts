import type { Database } from "@holdfast/postgres";

import type { FindDue } from "../../application/due.ts";
import { timeOf } from "./account-row.ts";

/** Whose quotes are looked for. */
export type DueQuotesOptions = {
  /** As the `system` role, which sees those of every tenant. */
  readonly systemDatabase: Database;
  readonly schema: string;
  /** Added to the time of the database; 0. For tests. */
  readonly clockOffsetMs?: () => number;
};

type Row = { readonly tenant_id: string; readonly id: string; readonly expires_at: Date };

/** Finds quotes that nobody has used, by the database's clock. */
export function dueQuotes(options: DueQuotesOptions): FindDue {
  const { systemDatabase, schema, clockOffsetMs = () => 0 } = options;
  return async ({ after, limit }) => {
    const beyond =
      after === undefined
        ? ""
        : "and (q.expires_at, q.id, q.tenant_id) > ($3::timestamptz, $4, $5)";
    const place = after === undefined ? [] : [after.expiresAt, after.id, after.tenant];
    const { rows } = await systemDatabase.read<Row>({
      name: `due_quotes${after === undefined ? "" : "_after"}`,
      text: `select q.tenant_id, q.id, q.expires_at from ${schema}.open_quote as q
        where q.expires_at <= now() + $1::float8 * interval '1 millisecond' ${beyond}
        order by q.expires_at, q.id, q.tenant_id limit $2`,
      values: [clockOffsetMs(), limit, ...place],
    });
    return rows.map(({ tenant_id: tenant, id, expires_at }) => ({
      tenant,
      id,
      expiresAt: timeOf(expires_at),
    }));
  };
}
