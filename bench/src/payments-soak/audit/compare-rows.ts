import type { Account, Books, Counters, Transfer } from "./books.ts";

/** A row of a table as one text, in the words of `ACCOUNT_ROWS` or `TRANSFER_ROWS`. */
export type Row = { readonly row: string };

/** What the service's tables hold. */
export type Tables = { readonly accounts: readonly Row[]; readonly transfers: readonly Row[] };

const AFTER = (side: string): string =>
  ["debits_pending", "debits_posted", "credits_pending", "credits_posted"]
    .map((counter) => `${side}${counter}`)
    .join(", ");

/** Every account as one text. */
export const ACCOUNT_ROWS = `select concat_ws(' ', tenant_id, id, ledger, normal_side, limit_kind, min_available, status,
    settings_version, version, ${AFTER("")}) as row
  from payments.account`;

/** Every transfer as one text. */
export const TRANSFER_ROWS = `select array_to_string(array[tenant_id::text, id::text, kind, debit_account::text,
    credit_account::text, amount::text, ledger, quote_id::text, pending_id::text, reverses::text, reversed::text,
    resolution, resolved_by::text, resolved_amount::text], ' ', '-') || ' ' ||
    concat_ws(' ', debit_version, ${AFTER("debit_")}, credit_version, ${AFTER("credit_")}) as row
  from payments.transfer`;

/** Tells of every row that is not what the log makes of it, and of what is out of balance. */
export function compareRows(books: Books, { accounts, transfers }: Tables): readonly string[] {
  return [
    ...difference("accounts", [...books.accounts.values()].map(accountRow), accounts),
    ...difference("transfers", [...books.transfers.values()].map(transferRow), transfers),
    ...unbalanced(accounts),
  ];
}

function difference(
  what: string,
  wanted: readonly string[],
  stored: readonly Row[],
): readonly string[] {
  const rows = stored.map(({ row }) => row);
  const [should, are] = [new Set(wanted), new Set(rows)];
  const doubles = rows.length - are.size;
  return [
    ...wanted.filter((row) => !are.has(row)).map((row) => `${what}: not stored is ${row}`),
    ...rows.filter((row) => !should.has(row)).map((row) => `${what}: not in the log is ${row}`),
    ...(doubles > 0 ? [`${what}: ${doubles} rows are there twice`] : []),
  ];
}

function accountRow(account: Account): string {
  const { tenant, id, ledger, normalSide, limit, minAvailable, status, settings } = account;
  const settled = [tenant, id, ledger, normalSide, limit, minAvailable, status, settings];
  return [...settled, ...entry(account)].join(" ");
}

function transferRow(transfer: Transfer): string {
  const { tenant, id, kind, debit, credit, amount, ledger, quote, pendingId, reverses } = transfer;
  const { reversed, ended, debitAfter, creditAfter } = transfer;
  const sides = [tenant, id, kind, debit, credit, amount, ledger];
  const about = [quote, pendingId, reverses, reversed, ended?.how, ended?.by, ended?.amount];
  const told = [...sides, ...about].map((each) => each ?? "-");
  return [...told, ...entry(debitAfter), ...entry(creditAfter)].join(" ");
}

function entry({ version, counters }: { readonly version: number; readonly counters: Counters }) {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = counters;
  return [version, debitsPending, debitsPosted, creditsPending, creditsPosted];
}

/** Debits and credits of each tenant and ledger, as they are stored. */
function unbalanced(accounts: readonly Row[]): readonly string[] {
  const ledgers = Map.groupBy(accounts, ({ row }) => {
    const [tenant, , ledger] = row.split(" ");
    return `${tenant} ${ledger}`;
  });
  return [...ledgers].flatMap(([ledger, rows]) => {
    const sums = [-4, -3, -2, -1].map((at) =>
      rows.reduce((sum, { row }) => sum + BigInt(row.split(" ").at(at) ?? 0), 0n),
    );
    const [debitsPending, debitsPosted, creditsPending, creditsPosted] = sums;
    const isBalanced = debitsPending === creditsPending && debitsPosted === creditsPosted;
    return isBalanced ? [] : [`${ledger} is out of balance: ${sums.join(" ")}`];
  });
}
