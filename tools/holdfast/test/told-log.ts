import type { AppendedCommand, AppendRequest } from "@holdfast/cqrs/event-store";

import { eventId, NIL, type OperatorStage, OTHER } from "./operator-stage.ts";

/** A flow of one order with what it led to, another one that was closed, and one of the same id of another tenant. */
export async function tellLog({ store }: OperatorStage): Promise<void> {
  const append = (streamId: string, command: AppendedCommand, more: Partial<AppendRequest> = {}) =>
    store.append({ tenant: NIL, streamId, expect: "any", commands: [command], ...more });
  const meta = (correlationId: string, cause?: number) =>
    cause === undefined ? { correlationId } : { correlationId, causationId: eventId(cause) };
  const placed = [
    { type: "OrderPlaced", cents: 500n },
    { type: "OrderPriced", currency: "EUR" },
  ];
  await append("order-1", { commandId: "place-1", events: placed, meta: meta("flow-1") });
  const react = async (streamId: string, type: string, cause: number): Promise<void> => {
    const command = { commandId: `on-${type}`, events: [{ type }], meta: meta("flow-1", cause) };
    await append(streamId, command);
  };
  await react("payment-1", "PaymentTaken", 2);
  await react("order-1", "OrderPaid", 3);
  await react("parcel-1", "ParcelPacked", 2);
  const odd = { type: "NoteTaken", note: `\u001B[31mred\u001B[0m ${"long ".repeat(30)}` };
  const note = { commandId: "note-1", events: [odd], meta: meta("flow-2") };
  await append("order-2", note, { closes: true });
  const same = { commandId: "place-1", events: [{ type: "OrderPlaced", cents: 7n }] };
  await append("order-1", same, { tenant: OTHER });
}

/** Timers as they may be found: late, late and failing, and waiting for a time that is far. */
export async function tellTimers({ admin }: OperatorStage): Promise<void> {
  await admin.query({
    text: `insert into ledger.timers (tenant_id, stream_id, timer_id, number, category, due_at, correlation_id, next_at,
        failures, last_error) values
      ('${NIL}', 'order-1', 'reminder', 1, 'order', '2020-01-01T08:00:00Z', 'flow-1', '2020-01-01T08:00:00Z', 3,
        'the address is wrong'),
      ('${NIL}', 'order-2', 'expiry', 1, 'order', '2020-01-01T07:00:00Z', 'flow-2', '2020-01-01T07:00:00Z', 0, null),
      ('${OTHER}', 'order-1', 'expiry', 2, 'order', '2999-01-01T00:00:00Z', 'flow-3', '2999-01-01T00:00:00Z', 0, null)`,
  });
}

/** Subscriptions as they may be found: one that waits for somebody, one behind and run by nobody, an old one. */
export async function tellSubscriptions({ admin }: OperatorStage): Promise<void> {
  await admin.query({
    text: `insert into ledger.subscriptions (name, revision, position, status, last_error, attempts) values
      ('mailer', 1, 3, 'stopped', 'event 4: the address is wrong', 3), ('totals', 1, 2, 'retired', null, 0),
      ('totals', 2, 5, 'running', null, 0)`,
  });
  await admin.query({
    text: `insert into ledger.parked (subscription, revision, position, error, attempts, at) values
      ('totals', 2, 3, 'no such account', 2, '2026-11-26T11:00:00Z'),
      ('totals', 2, 5, 'division by zero', 1, '2026-11-26T11:00:01Z')`,
  });
}
