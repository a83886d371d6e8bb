import type { Transaction } from "@holdfast/postgres";

import type { Events, TipWriter } from "../../application/history.ts";
import { LeadershipLost } from "../../application/leadership-lost.ts";
import type { TipChange } from "../../application/tip-change.ts";
import { DelegationPage } from "../../domain/delegation-page.ts";
import type { Delegation } from "../../domain/delegation.ts";
import { type RankCursor, ranksAfter } from "../../domain/ranks.ts";
import { arrayLiteral, smallAddressBook } from "./address-book.ts";
import { changesOf } from "./changes-of.ts";
import { copyPages, encodePage } from "./copy-pages.ts";
import { logChanges } from "./log-changes.ts";
import type { Term } from "./term.ts";

/** The tables do not hold what this process took them to hold: it has to read the tip anew. */
class TipMismatch extends Error {
  override readonly name = "TipMismatch";
  readonly code = "tip_mismatch";
}

/** Writes at the tip in one term; rows, counters, levels, the log of changes and the events in one transaction. */
export function tipWriter(term: Term): TipWriter {
  return new TermTipWriter(term);
}

class TermTipWriter implements TipWriter {
  readonly #term: Term;
  readonly #schema: string;
  readonly #epoch: bigint;

  constructor(term: Term) {
    this.#term = term;
    this.#schema = term.schema;
    this.#epoch = term.epoch;
  }

  readonly changeTip = (change: TipChange, events: Events): Promise<number> => {
    const write = (tx: Transaction) => this.#change(tx, change);
    return events.length === 0
      ? this.#term.write(write)
      : this.#term.tell(async (tx) => ({ result: await write(tx), events }));
  };

  readonly adopt = (events: Events): Promise<void> =>
    this.#term.tell(async (tx) => {
      await tx.query({
        text: `update ${this.#schema}.sync set is_told = true, rebuild_mode = null`,
      });
      return { result: undefined, events };
    });

  readonly diverge = (reason: string, events: Events): Promise<void> =>
    this.#term.tell(async (tx) => {
      await tx.query({
        text: `update ${this.#schema}.sync set mode = 'diverged', divergence = $1 where leader_epoch = $2`,
        values: [reason, this.#epoch],
      });
      return { result: undefined, events };
    });

  async #change(tx: Transaction, change: TipChange): Promise<number> {
    await this.#retract(tx, change.retracted);
    await this.#add(tx, change.added);
    const rows = await this.#count(tx, change);
    await this.#log(tx, change, rows);
    return rows;
  }

  async #retract(tx: Transaction, rows: readonly Delegation[]): Promise<void> {
    if (rows.length === 0) return;
    const { rowCount } = await tx.query({
      name: "retract",
      text: `delete from ${this.#schema}.delegation where id = any($1::bigint[])`,
      values: [arrayLiteral(rows.map(({ id }) => id))],
    });
    if (rowCount === rows.length) return;
    throw new TipMismatch(`${rowCount} of ${rows.length} rows to be taken back are stored`);
  }

  async #add(tx: Transaction, rows: readonly Delegation[]): Promise<void> {
    if (rows.length === 0) return;
    const book = await smallAddressBook(tx, this.#schema, rows);
    const added = DelegationPage.of(rows);
    const { ranks } = ranksAfter(await this.#lastRanks(tx), added.columns.year);
    const page = await encodePage({ rows: added, ranks }, book);
    await tx.query({
      name: "enter-addresses",
      text: `insert into ${this.#schema}.address (aid, addr) select * from unnest($1::int[], $2::text[])`,
      values: [
        arrayLiteral(page.addresses.map(({ aid }) => aid)),
        arrayLiteral(page.addresses.map(({ address }) => address)),
      ],
    });
    await copyPages(tx, `${this.#schema}.delegation`, [page]);
  }

  async #lastRanks(tx: Transaction): Promise<RankCursor> {
    const { rows } = await tx.query<RankCursor>({
      name: "last-ranks",
      text: `select g, year, y from ${this.#schema}.delegation order by g desc limit 1`,
    });
    return rows[0] ?? { g: 0, year: 0, y: 0 };
  }

  /** Brings the counters up to date; the number of all rows. */
  async #count(tx: Transaction, { retracted, added }: TipChange): Promise<number> {
    const deltas = new Map<number, number>([[0, 0]]);
    const count = (year: number, delta: number) =>
      void deltas.set(year, (deltas.get(year) ?? 0) + delta);
    for (const { year } of retracted) for (const scope of [0, year]) count(scope, -1);
    for (const { year } of added) for (const scope of [0, year]) count(scope, 1);
    const { rows } = await tx.query<{ readonly year: number; readonly n: number }>({
      name: "count-scopes",
      text: `insert into ${this.#schema}.scope_count as c (year, n, n_max)
             select year, n, n from unnest($1::smallint[], $2::int[]) as delta (year, n)
             on conflict (year) do update
             set n = c.n + excluded.n, n_max = greatest(c.n_max, c.n + excluded.n)
             returning year, n`,
      values: [arrayLiteral([...deltas.keys()]), arrayLiteral([...deltas.values()])],
    });
    return rows.find(({ year }) => year === 0)?.n ?? 0;
  }

  /** Moves the levels, and logs the changes under numbers that the row of `sync` gives out: in the order of commits. */
  async #log(tx: Transaction, change: TipChange, total: number): Promise<void> {
    const changes = changesOf(change, total);
    const { rows } = await tx.query<{ readonly last_change: bigint }>({
      name: "move-tip",
      text: `update ${this.#schema}.sync
             set head_level = $1, final_level = $2, retractions = retractions + $3,
                 last_change = last_change + $4,
                 mode = case when $7 then 'live' else mode end,
                 divergence = case when $7 then null else divergence end,
                 synced_at = case when $6 then now() else synced_at end
             where leader_epoch = $5 returning last_change`,
      values: [
        change.head,
        change.final.after,
        change.retracted.length > 0 ? 1 : 0,
        changes.length,
        this.#epoch,
        change.isWhole,
        change.isResolved,
      ],
    });
    const last = rows[0]?.last_change;
    if (last === undefined) throw new LeadershipLost(this.#epoch);
    await logChanges(tx, this.#schema, { changes, last: Number(last) });
  }
}
