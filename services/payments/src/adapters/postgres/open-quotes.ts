import type { Tagged } from "@holdfast/cqrs";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Subscription } from "@holdfast/cqrs/subscriptions";
import type { Transaction } from "@holdfast/postgres";

import { type FxEvent, isFxEvent } from "../../domain/fx/fx-event.ts";
import { ledgerEvents } from "../../domain/ledger-events.ts";

/** Keeps the table of quotes that are neither used nor said to have expired. */
export function openQuotes(schema: string): Subscription<Transaction> {
  return {
    name: "open_quotes",
    revision: 1,
    filter: { categories: ["quote"] },
    catalogue: ledgerEvents,
    async eachBatch(events, tx) {
      await insertIssued(tx, schema, events);
      await deleteEnded(tx, schema, events);
    },
  };
}

async function insertIssued(
  tx: Transaction,
  schema: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const rows = events.flatMap(({ tenant: tenant_id, event }) =>
    isQuote(event) && event.type === "QuoteIssued"
      ? [{ tenant_id, id: event.quote, expires_at: event.expiresAt }]
      : [],
  );
  if (rows.length === 0) return;
  await tx.query({
    name: "insert_open_quotes",
    text: `insert into ${schema}.open_quote (tenant_id, id, expires_at)
      select * from json_to_recordset($1) as r (tenant_id uuid, id uuid, expires_at timestamptz)
      on conflict do nothing`,
    values: [JSON.stringify(rows)],
  });
}

async function deleteEnded(
  tx: Transaction,
  schema: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const rows = events.flatMap(({ tenant: tenant_id, event }) =>
    isQuote(event) && event.type !== "QuoteIssued" ? [{ tenant_id, id: event.quote }] : [],
  );
  if (rows.length === 0) return;
  await tx.query({
    name: "delete_open_quotes",
    text: `delete from ${schema}.open_quote as q
      using json_to_recordset($1) as r (tenant_id uuid, id uuid) where q.tenant_id = r.tenant_id and q.id = r.id`,
    values: [JSON.stringify(rows)],
  });
}

/** The log gives back what was handed over, and nobody else writes to these streams. */
function isQuote(event: Tagged): event is FxEvent {
  return isFxEvent(event);
}
