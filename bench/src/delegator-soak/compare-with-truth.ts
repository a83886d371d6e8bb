import { openDatabase } from "@holdfast/postgres";
import type { DelegationRecord, Truth } from "@holdfast/standin-tzkt";

import { SoakFailure } from "../soak-failure.ts";

type Cell = string | number | null;
type Row = readonly Cell[];

/** Every column, with addresses instead of their numbers; ranks come from the order of the truth. */
const ROWS = `
  select d.id::text, d.level, extract(epoch from d.ts)::text, d.amount::text, d.op_hash, d.counter::text, d.nonce,
         s.addr, p.addr, n.addr, i.addr, d.status::int, d.kind::int, d.year::int, d.g, d.y
  from delegator.delegation d
  left join delegator.address s on s.aid = d.sender
  left join delegator.address p on p.aid = d.prev_baker
  left join delegator.address n on n.aid = d.new_baker
  left join delegator.address i on i.aid = d.initiator
  order by d.g, d.id`;

const STATUSES = ["applied", "failed", "backtracked", "skipped"];
const KINDS = ["register", "undelegate", "delegate", "redelegate", "refresh"];

/** Throws `SoakFailure` with the first difference between the mirror and the truth. */
export async function compareWithTruth(adminUrl: string, truth: Truth): Promise<void> {
  await using database = openDatabase({ url: adminUrl, applicationName: "soak", max: 1 });
  const counts = "select year::int, n from delegator.scope_count order by year";
  const stored = await database.read<Cell[]>({ text: ROWS, rowMode: "array" });
  const scopes = await database.read<Cell[]>({ text: counts, rowMode: "array" });
  const expected = rowsOf(truth);
  refuseDifference("row", stored.rows, expected);
  refuseDifference("counter", scopes.rows, scopesOf(expected));
}

function refuseDifference(what: string, found: readonly Row[], expected: readonly Row[]): void {
  const length = Math.max(found.length, expected.length);
  for (let index = 0; index < length; index += 1) {
    const [ours, theirs] = [found[index], expected[index]].map((row) => JSON.stringify(row));
    if (ours === theirs) continue;
    const numbers = `${found.length} stored, ${expected.length} expected`;
    throw new SoakFailure(`${what} ${index + 1} is ${ours}, not ${theirs} (${numbers})`);
  }
}

function rowsOf(truth: Truth): readonly Row[] {
  const ofYear = new Map<number, number>();
  return Array.from(truth.records(), (record, index) => {
    const year = Number(record.timestamp.slice(0, 4));
    const y = (ofYear.get(year) ?? 0) + 1;
    ofYear.set(year, y);
    return [...cellsOf(record), year, index + 1, y];
  });
}

function cellsOf(record: DelegationRecord): Row {
  const { id, level, timestamp, amount, hash, counter, nonce = -1, status } = record;
  return [
    String(id),
    level,
    `${Date.parse(timestamp) / 1000}.000000`,
    String(amount),
    hash,
    String(counter),
    nonce,
    record.sender.address,
    record.prevDelegate?.address ?? null,
    record.newDelegate?.address ?? null,
    record.initiator?.address ?? null,
    STATUSES.indexOf(status),
    status === "applied" ? KINDS.indexOf(kindOf(record)) : null,
  ];
}

function kindOf({ sender, prevDelegate, newDelegate }: DelegationRecord): string {
  if (newDelegate === undefined) return "undelegate";
  if (newDelegate.address === sender.address) return "register";
  if (prevDelegate === undefined) return "delegate";
  return prevDelegate.address === newDelegate.address ? "refresh" : "redelegate";
}

/** Rows of each year, and of all under the year 0. */
function scopesOf(rows: readonly Row[]): readonly Row[] {
  const years = Map.groupBy(rows, (row) => Number(row.at(-3)));
  const counts = [...years].map(([year, { length }]): [number, number] => [year, length]);
  return [[0, rows.length], ...counts.toSorted(([one], [other]) => one - other)];
}
