import { setImmediate as nextTurn } from "node:timers/promises";

import { type Database, isUniqueViolation, type Transaction } from "@holdfast/postgres";

import {
  type BackfillPlan,
  type HistoryWriter,
  type RangeProgress,
} from "../../application/history.ts";
import { RangeMismatch } from "../../application/range-mismatch.ts";
import { type Delegation } from "../../domain/delegation.ts";
import { type Ranked } from "../../domain/ranks.ts";
import {
  type AddressBook,
  type NewAddress,
  arrayLiteral,
  smallAddressBook,
  wholeAddressBook,
} from "./address-book.ts";
import { BatchQueue } from "./batch-queue.ts";
import { COPY_COLUMNS, COPY_END, COPY_START, encodeDelegations } from "./copy-encoder.ts";
import { type Fenced, fencedTransactions } from "./fenced-transaction.ts";

/** Writes on behalf of one epoch; each transaction ends with the fence, so a former leader's cannot commit. */
export function historyWriter(database: Database, schema: string, epoch: bigint): HistoryWriter {
  return new FencedHistoryWriter(database, schema, epoch);
}

/** Pages that share a commit when the database is the slower side; about 8 MB wait at the most. */
const PAGES_PER_COMMIT = 4;

/** Rows encoded in one go; in between, the sockets of this thread get their turn. */
const ROWS_PER_TURN = 2_000;

type EncodedPage = {
  readonly addresses: readonly NewAddress[];
  readonly rows: readonly Buffer[];
};
type LoadPage = EncodedPage & { readonly progress: RangeProgress; readonly onDurable: () => void };

async function encodePage(
  ranked: readonly Ranked<Delegation>[],
  book: AddressBook,
): Promise<EncodedPage> {
  const rows: Buffer[] = [];
  for (let from = 0; from < ranked.length; from += ROWS_PER_TURN) {
    rows.push(encodeDelegations(ranked.slice(from, from + ROWS_PER_TURN), book.aidOf));
    await nextTurn();
  }
  return { addresses: book.takeEntered(), rows };
}

class FencedHistoryWriter implements HistoryWriter {
  readonly #database: Database;
  readonly #schema: string;
  readonly #fenced: Fenced;
  readonly #queue = new BatchQueue<LoadPage>((pages) => this.#writePages(pages), PAGES_PER_COMMIT);
  #book: Promise<AddressBook> | undefined;
  #encoding: Promise<unknown> = Promise.resolve();

  constructor(database: Database, schema: string, epoch: bigint) {
    this.#database = database;
    this.#schema = schema;
    this.#fenced = fencedTransactions(database, schema, epoch);
  }

  readonly begin = async (plan: BackfillPlan): Promise<void> => {
    await this.#fenced(async (tx) => {
      await this.#truncate(tx);
      for (const range of plan.ranges) await this.#insertRange(tx, range);
      await tx.query({
        text: `update ${this.#schema}.sync
               set mode = 'backfill', chain_id = $1, head_level = $2, final_level = $3`,
        values: [plan.chainId, plan.headLevel, plan.finalLevel],
      });
    });
  };

  readonly load = async (
    progress: RangeProgress,
    rows: readonly Ranked<Delegation>[],
    onDurable: () => void,
  ): Promise<void> => {
    // One page after the other, so that an address is stored before or with the first row that uses it.
    const encoding = this.#encoding.then(async () => {
      this.#book ??= this.#database.transaction((tx) => wholeAddressBook(tx, this.#schema));
      const encoded = await encodePage(rows, await this.#book);
      return { room: this.#queue.push({ ...encoded, progress, onDurable }) };
    });
    this.#encoding = encoding.catch(() => undefined);
    const { room } = await encoding;
    await room;
  };

  readonly flush = (): Promise<void> => this.#queue.flush();

  readonly clear = async ({ range, years }: RangeProgress): Promise<void> => {
    await this.#fenced(async (tx) => {
      await tx.query({
        text: `delete from ${this.#schema}.delegation
               where year >= coalesce($1::int, 0) and year < coalesce($2::int, 32767)`,
        values: [years.from ?? null, years.to ?? null],
      });
      await tx.query({
        text: `update ${this.#schema}.backfill_range
               set done = 0, last_id = 0, last_year = 0, last_y = 0 where range = $1`,
        values: [range],
      });
    });
  };

  readonly reset = async (): Promise<void> => {
    await this.#fenced(async (tx) => {
      await this.#truncate(tx);
      await tx.query({ text: `update ${this.#schema}.sync set mode = 'empty', final_level = 0` });
    });
  };

  readonly rank = async (): Promise<number> => {
    const { rows } = await this.#fenced(async (tx) => {
      await this.#buildKeys(tx);
      await tx.query({ text: `delete from ${this.#schema}.scope_count` });
      await tx.query({
        text: `insert into ${this.#schema}.scope_count
               select coalesce(year, 0), count(*) from ${this.#schema}.delegation group by rollup (year)`,
      });
      await tx.query({ text: `delete from ${this.#schema}.backfill_range` });
      await tx.query({ text: `update ${this.#schema}.sync set mode = 'ranked'` });
      return tx.query<{ readonly n: number }>({
        text: `select n from ${this.#schema}.scope_count where year = 0`,
      });
    });
    // Statistics and the visibility map are for the planner; without them pages are right but slow.
    await this.#database.query({ text: `analyze ${this.#schema}.delegation` });
    return rows[0]?.n ?? 0;
  };

  readonly complete = async (): Promise<void> => {
    await this.#fenced(async (tx) => {
      await tx.query({ text: `select ${this.#schema}.build_search_indexes()` });
      await tx.query({ text: `update ${this.#schema}.sync set mode = 'live'` });
    });
    await this.#database.query({
      text: `vacuum (analyze) ${this.#schema}.delegation, ${this.#schema}.address`,
    });
  };

  readonly append = async (
    rows: readonly Ranked<Delegation>[],
    levels: { readonly head: number; readonly final: number },
  ): Promise<void> => {
    await this.#fenced(async (tx) => {
      if (rows.length > 0) await this.#insertTip(tx, rows);
      await tx.query({
        text: `update ${this.#schema}.sync set head_level = $1, final_level = $2`,
        values: [levels.head, levels.final],
      });
    });
  };

  async #insertTip(tx: Transaction, rows: readonly Ranked<Delegation>[]): Promise<void> {
    const delegations = rows.map(({ row }) => row);
    const book = await smallAddressBook(tx, this.#schema, delegations);
    const page = await encodePage(rows, book);
    await tx.query({
      text: `insert into ${this.#schema}.address (aid, addr) select * from unnest($1::int[], $2::text[])`,
      values: [
        arrayLiteral(page.addresses.map(({ aid }) => aid)),
        arrayLiteral(page.addresses.map(({ address }) => address)),
      ],
    });
    await this.#copyRows(tx, [page]);
    const counts = Map.groupBy(delegations, ({ year }) => year);
    for (const [year, { length }] of [...counts, [0, delegations] as const]) {
      await tx.query({
        text: `insert into ${this.#schema}.scope_count as c (year, n) values ($1, $2)
               on conflict (year) do update set n = c.n + excluded.n`,
        values: [year, length],
      });
    }
  }

  async #buildKeys(tx: Transaction): Promise<void> {
    try {
      await tx.query({ text: `select ${this.#schema}.build_rank_indexes()` });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new RangeMismatch("two rows of the load share an id or a rank", { cause: error });
    }
  }

  async #writePages(pages: readonly LoadPage[]): Promise<void> {
    await this.#fenced(async (tx) => {
      await this.#saveProgress(tx, pages);
      await this.#copyRows(tx, pages);
    });
    for (const { onDurable } of pages) onDurable();
  }

  async #copyRows(tx: Transaction, pages: readonly EncodedPage[]): Promise<void> {
    const into = `${this.#schema}.delegation (${COPY_COLUMNS})`;
    // One chunk: each further one would wait for a turn of this thread, which is busy with the next page.
    const rows = Buffer.concat([COPY_START, ...pages.flatMap((page) => page.rows), COPY_END]);
    await tx.copyIn(`copy ${into} from stdin with (format binary)`, [rows]);
  }

  async #insertRange(tx: Transaction, range: RangeProgress): Promise<void> {
    const { years, gBefore, expected } = range;
    await tx.query({
      text: `insert into ${this.#schema}.backfill_range (range, year_from, year_to, g_before, expected)
             values ($1, $2, $3, $4, $5)`,
      values: [range.range, years.from ?? null, years.to ?? null, gBefore, expected],
    });
  }

  /** New addresses and the progress of all ranges in one statement: each one costs a turn of a busy thread. */
  async #saveProgress(tx: Transaction, pages: readonly LoadPage[]): Promise<void> {
    const addresses = pages.flatMap((page) => page.addresses);
    const latest = new Map(pages.map(({ progress }) => [progress.range, progress]));
    const ranges = [...latest.values()];
    await tx.query({
      name: "save-progress",
      text: `with entered as (
               insert into ${this.#schema}.address (aid, addr) select * from unnest($1::int[], $2::text[])
             )
             update ${this.#schema}.backfill_range r
             set done = p.done, last_id = p.last_id, last_year = p.last_year, last_y = p.last_y
             from unnest($3::int[], $4::int[], $5::bigint[], $6::int[], $7::int[])
               as p (range, done, last_id, last_year, last_y)
             where r.range = p.range`,
      values: [
        addresses.map(({ aid }) => aid),
        addresses.map(({ address }) => address),
        ranges.map(({ range }) => range),
        ranges.map(({ done }) => done),
        ranges.map(({ lastId }) => lastId),
        ranges.map(({ lastYear }) => lastYear),
        ranges.map(({ lastY }) => lastY),
      ].map(arrayLiteral),
    });
  }

  async #truncate(tx: Transaction): Promise<void> {
    // Not TRUNCATE: that needs a lock which a standby's reads would have to wait for.
    for (const table of [
      "delegation",
      "address",
      "scope_count",
      "backfill_range",
      "chunk_digest",
    ]) {
      await tx.query({ text: `delete from ${this.#schema}.${table}` });
    }
  }
}
