import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Subscription } from "@holdfast/cqrs/subscriptions";
import type { Transaction } from "@holdfast/postgres";

import type { StuckStep } from "../../domain/payment/payment-event.ts";
import { paymentEvents } from "../../domain/payment/payment-events.ts";
import {
  type PaymentPhase,
  type PaymentStanding,
  standingAfter,
} from "../../domain/payment/payment-state.ts";
import { isPaymentEvent } from "./payment-reader.ts";

type Row = {
  readonly tenant_id: string;
  readonly id: string;
  readonly phase: PaymentPhase;
  readonly attention_step: StuckStep | null;
  readonly attention_reason: string | null;
};

/** Keeps the table that payments are listed from. */
export function paymentTable(schema: string): Subscription<Transaction> {
  return {
    name: "payments",
    revision: 1,
    filter: { categories: ["payment"] },
    catalogue: paymentEvents,
    async eachBatch(events, tx) {
      await insertNew(tx, schema, events);
      await updateStanding(tx, schema, events);
    },
  };
}

async function insertNew(
  tx: Transaction,
  schema: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const rows = events.flatMap(({ tenant, event }) => {
    if (!isPaymentEvent(event) || event.type !== "PaymentRequested") return [];
    const { payment: id, payer, amount, currency, at: requested_at } = event;
    return [{ tenant_id: tenant, id, payer, amount: `${amount}`, currency, requested_at }];
  });
  if (rows.length === 0) return;
  await tx.query({
    name: "insert_payments",
    text: `insert into ${schema}.payment (tenant_id, id, payer, amount, currency, requested_at, changed_at, phase)
           select tenant_id, id, payer, amount, currency, requested_at, requested_at, 'requested'
           from json_to_recordset($1) as r (tenant_id uuid, id uuid, payer uuid, amount numeric, currency text,
             requested_at timestamptz)
           on conflict do nothing`,
    values: [JSON.stringify(rows)],
  });
}

async function updateStanding(
  tx: Transaction,
  schema: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const byPayment = Map.groupBy(events, ({ tenant, streamId }) => nameOf(tenant, idOf(streamId)));
  const { rows } = await tx.query<Row>({
    name: "standing_of_payments",
    text: `select p.tenant_id, p.id, p.phase, p.attention_step, p.attention_reason from ${schema}.payment as p
           join unnest($1::uuid[], $2::uuid[]) as w (tenant_id, id) using (tenant_id, id) for update of p`,
    values: [
      [...byPayment.values()].map(([first]) => first?.tenant),
      [...byPayment.values()].map(([first]) => first && idOf(first.streamId)),
    ],
  });
  const changed = rows.map((row) => {
    const own = byPayment.get(nameOf(row.tenant_id, row.id)) ?? [];
    const { phase, attention } = own
      .map(({ event }) => event)
      .filter(isPaymentEvent)
      .reduce(standingAfter, standingOf(row));
    return {
      tenant_id: row.tenant_id,
      id: row.id,
      phase,
      attention_step: attention?.step,
      attention_reason: attention?.reason,
      changed_at: own.at(-1)?.recordedAt,
    };
  });
  await tx.query({
    name: "update_payments",
    text: `update ${schema}.payment as p set phase = r.phase, attention_step = r.attention_step,
             attention_reason = r.attention_reason, changed_at = r.changed_at
           from json_to_recordset($1) as r (tenant_id uuid, id uuid, phase text, attention_step text,
             attention_reason text, changed_at timestamptz)
           where p.tenant_id = r.tenant_id and p.id = r.id`,
    values: [JSON.stringify(changed)],
  });
}

function standingOf({
  phase,
  attention_step: step,
  attention_reason: reason,
}: Row): PaymentStanding {
  const attention = step === null || reason === null ? undefined : { step, reason };
  return { phase, attention };
}

function idOf(streamId: string): string {
  return streamId.slice("payment-".length);
}

function nameOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
