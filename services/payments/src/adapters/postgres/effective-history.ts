import type { Database, Transaction } from "@holdfast/postgres";

import type { StatementAsked } from "../../application/account-history.ts";
import type { EffectiveHistory } from "../../application/effective-history.ts";
import type { Account } from "../../domain/account.ts";
import { balancesOf } from "../../domain/balances.ts";
import { type Counters, NO_COUNTERS } from "../../domain/counters.ts";
import { statementOf } from "../../domain/statement.ts";
import { asTenant } from "./as-tenant.ts";
import { type EntryRow, entryOfRow } from "./entry-row.ts";
import { historyBounds } from "./history-bounds.ts";
import type { Ledger } from "./open-book.ts";

/** Recomputes the history of accounts by the times of effect. */
export function effectiveHistory(database: Database, schema: string): EffectiveHistory {
  return {
    statement: (tenant, id, asked) =>
      asTenant(database, tenant, async (tx) => {
        const ledger = { schema, tenant };
        const account = await accountOf(tx, ledger, id);
        if (account === undefined) return undefined;
        const { upper = account.version, limit } = asked;
        const rows = await pageOf(tx, ledger, { ...asked, account: id, upper });
        const [first] = rows;
        const isBefore = first?.is_before === true;
        const following = isBefore ? rows.slice(1) : rows;
        const entries = following.slice(0, limit).map(entryOfRow);
        const before = isBefore ? entryOfRow(first).counters : NO_COUNTERS;
        const statement = statementOf(account.normalSide, before, entries);
        const last = entries.at(-1)?.version;
        const isMore = following.length > limit && last !== undefined;
        return { ...statement, account, upper, ...(isMore && { next: last }) };
      }),
    balance: (tenant, id, asOf) =>
      asTenant(database, tenant, async (tx) => {
        const ledger = { schema, tenant };
        const account = await accountOf(tx, ledger, id);
        if (account === undefined) return undefined;
        const { entries, debits, credits } = await sumsOf(tx, ledger, { account: id, asOf });
        const counters: Counters = {
          ...NO_COUNTERS,
          debitsPosted: BigInt(debits),
          creditsPosted: BigInt(credits),
        };
        return { account, entries, posted: balancesOf(account.normalSide, counters).posted };
      }),
  };
}

async function accountOf(
  tx: Transaction,
  ledger: Ledger,
  id: string,
): Promise<Account | undefined> {
  return (await historyBounds(tx, ledger, { id }))?.account;
}

/** Entries that have moved something, up to a version, and when each of them counts. */
function movedSql(schema: string): string {
  return `select e.*, coalesce(e.effective_at, e.recorded_at) as counts_at from ${schema}.entry as e
    where e.tenant_id = $1 and e.account_id = $2 and e.version <= $3 and e.kind in ('posted', 'post', 'reversal')`;
}

type PageRow = EntryRow & { readonly is_before: boolean };

type PageAsked = StatementAsked & { readonly account: string; readonly upper: bigint };

/**
 * The entry before the page, if there is one, those of the page, and one more if others follow. What is to end before it
 * begins is nothing but the last entry that counts by its end.
 */
async function pageOf(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { account, upper, after, from, asOf, limit }: PageAsked,
): Promise<readonly PageRow[]> {
  const { rows } = await tx.query<PageRow>({
    name: "effective_entries",
    text: `with numbered as (
        select m.version, m.transfer_id, m.kind, m.side, m.amount, m.counterparty, m.recorded_at, m.effective_at,
          m.description, m.counts_at, row_number() over place as number,
          coalesce(sum(m.amount) filter (where m.side = 'debit') over place, 0) as debits_posted,
          coalesce(sum(m.amount) filter (where m.side = 'credit') over place, 0) as credits_posted
        from (${movedSql(schema)}) as m
        window place as (order by m.counts_at, m.version)
      ), before as (
        select coalesce(max(n.number), 0) as number from numbered as n
        where case when $4::bigint is not null then n.version = $4 else n.counts_at < $5::timestamptz end
          and ($6::timestamptz is null or n.counts_at <= $6)
      )
      select n.version, n.transfer_id, n.kind, n.side, n.amount::text, n.counterparty, n.recorded_at, n.effective_at,
        n.description, '0' as debits_pending, n.debits_posted::text, '0' as credits_pending, n.credits_posted::text,
        n.number = b.number as is_before
      from numbered as n, before as b
      where n.number >= b.number and ($6::timestamptz is null or n.counts_at <= $6)
      order by n.number limit $7`,
    values: [tenant, account, upper, after, from, asOf, limit + BESIDES],
  });
  return rows;
}

/** The one before the page, and the one that follows it. */
const BESIDES = 2;

type Sums = { readonly entries: bigint; readonly debits: string; readonly credits: string };

async function sumsOf(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { account, asOf }: { readonly account: string; readonly asOf: string | undefined },
): Promise<Sums> {
  const { rows } = await tx.query<Sums>({
    name: "effective_sums",
    text: `select count(*) as entries,
        coalesce(sum(m.amount) filter (where m.side = 'debit'), 0)::text as debits,
        coalesce(sum(m.amount) filter (where m.side = 'credit'), 0)::text as credits
      from (${movedSql(schema)}) as m where $4::timestamptz is null or m.counts_at <= $4`,
    values: [tenant, account, UPPER_MAX, asOf],
  });
  return rows[0] ?? { entries: 0n, debits: "0", credits: "0" };
}

/** The largest bigint of PostgreSQL: whatever is recorded. */
const UPPER_MAX = 2n ** 63n - 1n;
