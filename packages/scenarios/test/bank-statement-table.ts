import { randomUUID } from "node:crypto";

import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Subscription } from "@holdfast/cqrs/subscriptions";
import type { Database, Transaction } from "@holdfast/postgres";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { catchUp, type ReadRows } from "@holdfast/scenarios/runners";

import { real } from "./postgres-stage.ts";

/** The statement as a service would keep it: a table that a subscription writes, and a query that adds up. */
const statements: Subscription<Transaction> = {
  name: "statements",
  revision: 1,
  filter: { types: ["MoneyDeposited", "MoneyWithdrawn"] },
  async eachBatch(events, tx) {
    const lines = events.map(lineOf);
    await tx.query({
      text: `insert into bank.statement_line (position, stream_id, text, cents)
             select * from unnest($1::int8[], $2::text[], $3::text[], $4::numeric[])`,
      values: [
        lines.map(({ position }) => position),
        lines.map(({ streamId }) => streamId),
        lines.map(({ text }) => text),
        lines.map(({ cents }) => String(cents)),
      ],
    });
  },
};

function lineOf({ position, streamId, event }: StoredEvent) {
  const isIn = event.type === "MoneyDeposited";
  const cents = "cents" in event && typeof event.cents === "bigint" ? event.cents : 0n;
  return { position, streamId, text: isIn ? "paid in" : "paid out", cents: isIn ? cents : -cents };
}

/** Reads the statement of a stream once the table has seen its last event. */
export function statementTable(database: Database): ReadRows {
  const store = postgresSubscriptions({ database, schema: "bank" });
  return async ({ streamId, position, query }) => {
    await catchUp(statements, position, { store, owner: randomUUID(), ...real });
    const { rows } = await database.query<Record<"text" | "cents" | "balance", string>>({
      text: `select text, cents::text, balance::text from (
               select position, text, cents, sum(cents) over (order by position) as balance
               from bank.statement_line where stream_id = $1 order by position desc limit $2
             ) as last order by position`,
      values: [streamId, lastOf(query)],
    });
    return rows.map(({ text, cents, balance }) => ({
      text,
      cents: BigInt(cents),
      balance: BigInt(balance),
    }));
  };
}

function lastOf(query: unknown): number | null {
  if (typeof query !== "object" || query === null || !("last" in query)) return null;
  return typeof query.last === "number" ? query.last : null;
}
