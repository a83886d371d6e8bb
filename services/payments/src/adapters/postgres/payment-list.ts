import type { Database } from "@holdfast/postgres";

import type { ListedPayment, ListPayments } from "../../application/payment-ports.ts";
import type { StuckStep } from "../../domain/payment/payment-event.ts";
import type { PaymentPhase } from "../../domain/payment/payment-state.ts";
import { asTenant } from "./as-tenant.ts";

type Row = {
  readonly id: string;
  readonly phase: PaymentPhase;
  readonly attention_step: StuckStep | null;
  readonly attention_reason: string | null;
  readonly payer: string;
  readonly amount: string;
  readonly currency: string;
  readonly requested_at: Date;
};

/** Lists payments of a tenant, the newest first. */
export function paymentList(database: Database, schema: string): ListPayments {
  return (tenant, { state, after, max }) =>
    asTenant(database, tenant, async (tx) => {
      const isStuck = state === "needs_attention";
      const { rows } = await tx.query<Row>({
        text: `select id, phase, attention_step, attention_reason, payer, amount::text, currency, requested_at
               from ${schema}.payment where tenant_id = $1 and changed_at is not null
                 ${state === undefined || isStuck ? "and $2::text is null" : "and phase = $2"}
                 ${isStuck ? "and attention_step is not null" : ""}
                 ${after === undefined ? "" : "and (requested_at, id) < ($4::timestamptz, $5::uuid)"}
               order by requested_at desc, id desc limit $3`,
        values: [
          tenant,
          isStuck ? undefined : state,
          max,
          ...(after === undefined ? [] : [after.requestedAt, after.id]),
        ],
      });
      return rows.map(listed);
    });
}

function listed(row: Row): ListedPayment {
  const { id, phase, payer, currency, attention_step: step, attention_reason: reason } = row;
  return {
    id,
    phase,
    attention: step === null || reason === null ? undefined : { step, reason },
    payer,
    amount: BigInt(row.amount),
    currency,
    requestedAt: row.requested_at.toISOString(),
  };
}
