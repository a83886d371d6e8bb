import type { Truth } from "@holdfast/standin-tzkt";

import { sql } from "./delegator-database.ts";

/** A row of the mirror with every column; addresses instead of their numbers, texts instead of codes. */
export type StoredRow = {
  readonly id: string;
  readonly level: number;
  readonly timestamp: string;
  readonly amount: string;
  readonly hash: string;
  readonly counter: string;
  readonly nonce: number;
  readonly sender: string;
  readonly prev_baker: string | null;
  readonly new_baker: string | null;
  readonly initiator: string | null;
  readonly status: string;
  readonly kind: string | null;
  readonly year: number;
  readonly g: number;
  readonly y: number;
};

/** What the tables hold, in the order of the ranks. */
export function storedRows(database: { readonly adminUrl: string }): Promise<readonly StoredRow[]> {
  return sql<StoredRow>(
    database,
    `select d.id::text, d.level, to_char(d.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as timestamp,
            d.amount::text, d.op_hash as hash, d.counter::text, d.nonce, s.addr as sender,
            p.addr as prev_baker, n.addr as new_baker, i.addr as initiator,
            (array['applied', 'failed', 'backtracked', 'skipped'])[d.status + 1] as status,
            (array['register', 'undelegate', 'delegate', 'redelegate', 'refresh'])[d.kind + 1] as kind,
            d.year, d.g, d.y
     from delegator.delegation d
     left join delegator.address s on s.aid = d.sender
     left join delegator.address p on p.aid = d.prev_baker
     left join delegator.address n on n.aid = d.new_baker
     left join delegator.address i on i.aid = d.initiator
     order by d.g, d.id`,
  );
}

/** What the tables must hold when they mirror `truth`. */
export function expectedRows(truth: Truth): readonly StoredRow[] {
  const ofYear = new Map<number, number>();
  return Array.from(truth.records(), (record, index) => {
    const { id, level, timestamp, amount, hash, counter, nonce = -1, status } = record;
    const year = Number(timestamp.slice(0, 4));
    const y = (ofYear.get(year) ?? 0) + 1;
    ofYear.set(year, y);
    const row = {
      sender: record.sender.address,
      prev_baker: record.prevDelegate?.address ?? null,
      new_baker: record.newDelegate?.address ?? null,
      initiator: record.initiator?.address ?? null,
    };
    return {
      id: String(id),
      level,
      timestamp,
      amount: String(amount),
      hash,
      counter: String(counter),
      nonce,
      ...row,
      status,
      kind: status === "applied" ? kindOf(row) : null,
      year,
      g: index + 1,
      y,
    };
  });
}

function kindOf({
  sender,
  prev_baker: before,
  new_baker: after,
}: Pick<StoredRow, "sender" | "prev_baker" | "new_baker">): string {
  if (after === null) return "undelegate";
  if (after === sender) return "register";
  if (before === null) return "delegate";
  return before === after ? "refresh" : "redelegate";
}
