import { type Database } from "@holdfast/postgres";

import { type Delegation, STATUSES } from "../../domain/delegation.ts";

type WindowRow = {
  readonly id: bigint;
  readonly level: number;
  readonly time: bigint;
  readonly year: number;
  readonly op_hash: string;
  readonly counter: bigint;
  readonly nonce: number;
  readonly sender: string;
  readonly initiator: string | null;
  readonly amount: bigint;
  readonly prev_baker: string | null;
  readonly new_baker: string | null;
  readonly status: number;
};

function delegationOf(row: WindowRow): Delegation {
  return {
    id: Number(row.id),
    level: row.level,
    time: Number(row.time),
    year: row.year,
    hash: row.op_hash,
    counter: Number(row.counter),
    nonce: row.nonce,
    sender: row.sender,
    initiator: row.initiator,
    amount: Number(row.amount),
    prevBaker: row.prev_baker,
    newBaker: row.new_baker,
    status: STATUSES[row.status] ?? "applied",
  };
}

/** From the newest rank down to the first row that is not above the level, so that only these rows are touched. */
function statement(schema: string): string {
  return `
    with recursive newest as (
      (select d.* from ${schema}.delegation d order by d.g desc limit 1)
      union all
      select d.* from newest n join ${schema}.delegation d on d.g = n.g - 1 where n.level > $1
    )
    select d.id, d.level, extract(epoch from d.ts)::bigint as time, d.year, d.op_hash, d.counter, d.nonce,
           s.addr as sender, i.addr as initiator, d.amount, p.addr as prev_baker, b.addr as new_baker, d.status
    from newest d
    join ${schema}.address s on s.aid = d.sender
    left join ${schema}.address i on i.aid = d.initiator
    left join ${schema}.address p on p.aid = d.prev_baker
    left join ${schema}.address b on b.aid = d.new_baker
    where d.level > $1
    order by d.g`;
}

/** The rows above a level, oldest first. */
export async function rowsAbove(
  database: Database,
  schema: string,
  level: number,
): Promise<readonly Delegation[]> {
  const { rows } = await database.read<WindowRow>({ text: statement(schema), values: [level] });
  return rows.map(delegationOf);
}
