import { type Delegation, STATUSES } from "../../domain/delegation.ts";

/** The columns of a whole delegation as `delegationColumns` selects them; all null where there is no row. */
export type DelegationCells = readonly [
  id: string | null,
  level: number,
  time: string,
  year: number,
  hash: string,
  counter: string,
  nonce: number,
  sender: string,
  initiator: string | null,
  amount: string,
  prevBaker: string | null,
  newBaker: string | null,
  status: number,
];

/**
 * What to select from a row `d`. The addresses are looked up one by one: joined, the server would rather read all of
 * them than the three thousand that a page of a thousand rows may have.
 */
export function delegationColumns(schema: string): string {
  const address = (column: string) =>
    `(select a.addr from ${schema}.address a where a.aid = d.${column})`;
  return [
    "d.id::text",
    "d.level",
    "extract(epoch from d.ts)::bigint::text",
    "d.year",
    "d.op_hash",
    "d.counter::text",
    "d.nonce",
    address("sender"),
    address("initiator"),
    "d.amount::text",
    address("prev_baker"),
    address("new_baker"),
    "d.status",
  ].join(", ");
}

/** What `delegationColumns` needs of the table. */
export const DELEGATION_SOURCE =
  "d.id, d.level, d.ts, d.year, d.op_hash, d.counter, d.nonce, d.sender, d.initiator, d.amount, d.prev_baker, d.new_baker, d.status";

/** The delegation in the cells; undefined where there is no row. */
function delegationOf(cells: DelegationCells): Delegation | undefined {
  const [id, level, time, year, hash, counter, nonce, sender, initiator, amount, ...rest] = cells;
  const [prevBaker, newBaker, status] = rest;
  if (id === null) return undefined;
  return {
    id: Number(id),
    level,
    time: Number(time),
    year,
    hash,
    counter: Number(counter),
    nonce,
    sender,
    initiator,
    amount: Number(amount),
    prevBaker,
    newBaker,
    status: STATUSES[status] ?? "skipped",
  };
}

/** The delegations in the cells. */
export function delegationsOf(rows: readonly DelegationCells[]): Delegation[] {
  return rows.flatMap((cells) => delegationOf(cells) ?? []);
}
