import type { Database } from "@holdfast/postgres";

import type {
  SubmissionOwner,
  Submissions,
  SubmissionStanding,
} from "../../application/payment-ports.ts";
import { becomeTenant } from "./as-tenant.ts";

type Row = {
  readonly submission_id: string;
  readonly tenant_id: string;
  readonly payment_id: string;
  readonly withdrawn: boolean;
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
  const stands = (
    submission: string,
    { tenant, payment }: SubmissionOwner,
    isWithdrawn: boolean,
  ): Promise<SubmissionStanding> =>
    database.transaction(async (tx) => {
      await becomeTenant(tx, tenant);
      await tx.query({
        name: "write_submission",
        text: `insert into ${schema}.rail_submission (tenant_id, submission_id, payment_id, withdrawn)
               values ($1, $2, $3, $4) on conflict do nothing`,
        values: [tenant, submission, payment, isWithdrawn],
      });
      // In a statement of its own, which sees what somebody else has committed meanwhile.
      const { rows } = await tx.query<Pick<Row, "withdrawn">>({
        name: "read_submission",
        text: `select withdrawn from ${schema}.rail_submission
               where tenant_id = $1 and submission_id = $2`,
        values: [tenant, submission],
      });
      const [row] = rows;
      if (row === undefined) throw new RangeError(`submission ${submission} was not written down`);
      return row.withdrawn ? "withdrawn" : "remembered";
    });
  return {
    remember: (submission, owner) => stands(submission, owner, false),
    withdraw: (submission, owner) => stands(submission, owner, true),
    async find(ids) {
      const { rows } = await systemDatabase.query<Omit<Row, "withdrawn">>({
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
