import type { Database } from "@holdfast/postgres";

import type { Submissions } from "../../application/payment-ports.ts";

type Row = {
  readonly submission_id: string;
  readonly tenant_id: string;
  readonly payment_id: string;
};

/** Writes submissions down as their tenant, and finds them for whoever serves all tenants. */
export function submissions({
  database,
  systemDatabase,
  schema,
}: {
  readonly database: Database;
  readonly systemDatabase: Database;
  readonly schema: string;
}): Submissions {
  return {
    remember: (submission, { tenant, payment }) =>
      database.transaction(async (tx) => {
        await tx.query({
          name: "as_tenant",
          text: "select set_config('app.tenant_id', $1, true)",
          values: [tenant],
        });
        await tx.query({
          name: "remember_submission",
          text: `insert into ${schema}.rail_submission (tenant_id, submission_id, payment_id)
                 values ($1, $2, $3) on conflict do nothing`,
          values: [tenant, submission, payment],
        });
      }),
    async find(ids) {
      const { rows } = await systemDatabase.query<Row>({
        name: "find_submissions",
        text: `select submission_id, tenant_id, payment_id from ${schema}.rail_submission
               where submission_id = any ($1::uuid[])`,
        values: [ids.filter((id) => UUID.test(id))],
      });
      return new Map(
        rows.map((row) => [row.submission_id, { tenant: row.tenant_id, payment: row.payment_id }]),
      );
    },
  };
}

/** Others may submit under names of another kind. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
