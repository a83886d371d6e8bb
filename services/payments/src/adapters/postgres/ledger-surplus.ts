import type { Transaction } from "@holdfast/postgres";

import type { LedgerDifference } from "../../application/trial-balance.ts";
import type { ComparedLedger } from "./ledger-comparison.ts";

type Row = {
  readonly id: string;
  readonly account: string;
  readonly expected: string | null;
  readonly actual: string | null;
};

/** What no single event shows: transfers that no event tells of, if there are too many, and sums of what was taken back. */
export async function surplusOf(
  tx: Transaction,
  place: ComparedLedger,
  hasSurplus: boolean,
): Promise<readonly LedgerDifference[]> {
  const { schema, tenant, ledger, max } = place;
  const values = [tenant, ledger, max];
  const surplus = hasSurplus
    ? (await tx.query<Row>({ text: surplusSql(schema), values })).rows
    : [];
  const { rows: reversed } = await tx.query<Row>({ text: reversedSql(schema), values });
  return [
    ...surplus.map(({ id, account, actual }) => told(account, `transfer ${id}`, { actual })),
    ...reversed.map(({ id, account, ...found }) => told(account, `transfer ${id}.reversed`, found)),
  ];
}

function told(
  account: string,
  field: string,
  { expected = null, actual }: Partial<Pick<Row, "expected">> & Pick<Row, "actual">,
): LedgerDifference {
  return {
    account,
    field,
    ...(expected !== null && { expected }),
    ...(actual !== null && { actual }),
  };
}

function surplusSql(schema: string): string {
  return `select t.id, t.debit_account as account, t.amount::text as actual from ${schema}.transfer as t
    where t.tenant_id = $1 and t.ledger = $2 and not exists (
      select from ${schema}.events as e
      where e.tenant_id = $1 and e.stream_id = 'transfer-' || coalesce(t.pending_id, t.id) and e.type = case t.kind
        when 'pending' then 'TransferHeld' when 'post' then 'HoldPosted' when 'void' then 'HoldVoided'
        when 'expiry' then 'HoldExpired' else 'TransferPosted' end
    ) order by t.id limit $3`;
}

function reversedSql(schema: string): string {
  return `select t.id, t.debit_account as account, coalesce(r.total, 0)::text as expected, t.reversed::text as actual
    from ${schema}.transfer as t left join (
      select reverses, sum(amount) as total from ${schema}.transfer as r
      where r.tenant_id = $1 and r.reverses is not null group by r.reverses
    ) as r on r.reverses = t.id
    where t.tenant_id = $1 and t.ledger = $2 and t.reversed <> coalesce(r.total, 0) order by t.id limit $3`;
}
