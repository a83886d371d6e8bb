import type { Database, Transaction } from "@holdfast/postgres";

import type { AccountHistory, StatementAsked } from "../../application/account-history.ts";
import { NO_COUNTERS } from "../../domain/counters.ts";
import { type AccountEntry, statementOf } from "../../domain/statement.ts";
import { asTenant } from "./as-tenant.ts";
import { ENTRY_COLUMNS, entryOfRow, type EntryRow } from "./entry-row.ts";
import { type HistoryBounds, historyBounds } from "./history-bounds.ts";
import type { Ledger } from "./open-book.ts";

/** Reads the history of accounts by the versions of their entries. */
export function accountHistory(database: Database, schema: string): AccountHistory {
  return {
    statement: (tenant, id, asked) =>
      asTenant(database, tenant, async (tx) => {
        const ledger = { schema, tenant };
        const bounds = await historyBounds(tx, ledger, { id, from: asked.from, asOf: asked.asOf });
        if (bounds === undefined) return undefined;
        const { account } = bounds;
        const { upper, after } = spanOf(asked, bounds);
        const span = { id, after, upper, limit: asked.limit };
        const entries = await entriesOf(tx, ledger, span);
        const [first] = entries;
        const isBefore = first !== undefined && first.version === after;
        const shown = (isBefore ? entries.slice(1) : entries).slice(0, asked.limit);
        const statement = statementOf(
          account.normalSide,
          isBefore ? first.counters : NO_COUNTERS,
          shown,
        );
        const last = shown.at(-1)?.version ?? upper;
        return { ...statement, account, upper, ...(last < upper && { next: last }) };
      }),
    balances: (tenant, id, asOf) =>
      asTenant(database, tenant, async (tx) => {
        const ledger = { schema, tenant };
        const bounds = await historyBounds(tx, ledger, { id, asOf });
        if (bounds === undefined) return undefined;
        const { account, upTo: version } = bounds;
        if (version === account.version) return { account, version, counters: account.counters };
        const span = { id, after: version, upper: version, limit: 0 };
        const [entry] = await entriesOf(tx, ledger, span);
        return { account, version, counters: entry?.counters ?? NO_COUNTERS };
      }),
  };
}

/** What was fixed when the first page was read counts more than what is asked for now. */
function spanOf(
  { after, upper }: StatementAsked,
  { account, before, upTo }: HistoryBounds,
): { readonly after: bigint; readonly upper: bigint } {
  const end = least(upper ?? upTo, account.version);
  return { upper: end, after: least(after ?? before, end) };
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** The entry of `after`, if there is one, and those that follow it. */
async function entriesOf(
  tx: Transaction,
  { schema, tenant }: Ledger,
  span: {
    readonly id: string;
    readonly after: bigint;
    readonly upper: bigint;
    readonly limit: number;
  },
): Promise<readonly AccountEntry[]> {
  const { rows } = await tx.query<EntryRow>({
    name: "history_entries",
    text: `select ${ENTRY_COLUMNS} from ${schema}.entry as e
      where e.tenant_id = $1 and e.account_id = $2 and e.version >= $3 and e.version <= $4
      order by e.version limit $5`,
    values: [tenant, span.id, span.after, span.upper, span.limit + 1],
  });
  return rows.map(entryOfRow);
}
