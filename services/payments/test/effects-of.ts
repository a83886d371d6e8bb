import { sql } from "./log-of.ts";

/** How often a payer's transfer was made: rows, events, and what the payer has lost. */
export async function effectsOf(database: { readonly adminUrl: string }, payer: string) {
  const [made] = await sql(
    database,
    `select (select count(*)::int from payments.transfer where debit_account = $1) as rows,
       (select count(*)::int from payments.events
        where type = 'TransferPosted' and data->>'debitAccount' = $1::text) as events,
       (select debits_posted::int from payments.account where id = $1) as lost`,
    [payer],
  );
  return made;
}

/** A transfer of 100 that was made once. */
export const ONCE = { rows: 1, events: 1, lost: 100 };
