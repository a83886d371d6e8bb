import type { Database, Transaction } from "@holdfast/postgres";

import type { ReadTrialBalance, TrialBalance } from "../../application/trial-balance.ts";
import { type Counters, NO_COUNTERS } from "../../domain/counters.ts";
import { countersOf } from "./account-row.ts";
import { asTenant } from "./as-tenant.ts";
import type { Ledger } from "./open-book.ts";

/** Adds up a ledger in one snapshot. */
export function trialBalance(database: Database, schema: string): ReadTrialBalance {
  return (tenant, ledger) =>
    asTenant(database, tenant, (tx) => addedUp(tx, { schema, tenant }, ledger));
}

type Row = readonly [code: number, accounts: number, ...counters: readonly string[]];

async function addedUp(
  tx: Transaction,
  { schema, tenant }: Ledger,
  ledger: string,
): Promise<TrialBalance> {
  const { rows } = await tx.query<Row>({
    name: "trial_balance",
    text: `select a.code, count(*)::int, sum(a.debits_pending)::text, sum(a.debits_posted)::text,
        sum(a.credits_pending)::text, sum(a.credits_posted)::text
      from ${schema}.account as a where a.tenant_id = $1 and a.ledger = $2 group by a.code order by a.code`,
    values: [tenant, ledger],
    rowMode: "array",
  });
  const lines = rows.map(([code, accounts, ...counters]) => ({
    code,
    accounts,
    ...countersOf(counters),
  }));
  return { lines, total: lines.reduce(plus, NO_COUNTERS) };
}

function plus(one: Counters, other: Counters): Counters {
  return {
    debitsPending: one.debitsPending + other.debitsPending,
    debitsPosted: one.debitsPosted + other.debitsPosted,
    creditsPending: one.creditsPending + other.creditsPending,
    creditsPosted: one.creditsPosted + other.creditsPosted,
  };
}
