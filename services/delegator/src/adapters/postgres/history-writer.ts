import type { Transaction } from "@holdfast/postgres";

import type {
  BackfillPlan,
  CaughtUpTelling,
  Events,
  LoadWriter,
  PageTelling,
  RangeProgress,
  RankedPage,
} from "../../application/history.ts";
import { RangeMismatch } from "../../application/range-mismatch.ts";
import { SeenOperations } from "../../domain/seen-operations.ts";
import { type AddressBook, arrayLiteral, wholeAddressBook } from "./address-book.ts";
import { BatchQueue } from "./batch-queue.ts";
import { copyPages, type EncodedPage, encodePage } from "./copy-pages.ts";
import type { LoadTarget } from "./load-target.ts";
import type { Told } from "./mirror-stream.ts";
import { mismatchIfTwice, refuseTwice } from "./refuse-twice.ts";
import { rowsAbove } from "./rows-above.ts";
import type { Term } from "./term.ts";

/** Writes in one term; each transaction ends with its fence, so a former leader's cannot commit. */
export function historyWriter(term: Term, target: LoadTarget): LoadWriter {
  return new TermHistoryWriter(term, target);
}

/** Pages that share a commit when the database is the slower side; about 8 MB wait at the most. */
const PAGES_PER_COMMIT = 4;

type LoadPage = EncodedPage & {
  readonly progress: RangeProgress;
  readonly events: Events;
  readonly onDurable: () => void;
};

class TermHistoryWriter implements LoadWriter {
  readonly #term: Term;
  readonly #schema: string;
  readonly #target: LoadTarget;
  readonly #queue = new BatchQueue<LoadPage>((pages) => this.#writePages(pages), PAGES_PER_COMMIT);
  #book: Promise<AddressBook> | undefined;
  /** Undefined when rows may be stored that were not met here, or met and thrown away. */
  #seen: SeenOperations | undefined;
  #encoding: Promise<unknown> = Promise.resolve();

  constructor(term: Term, target: LoadTarget) {
    this.#term = term;
    this.#schema = target.schema;
    this.#target = target;
  }

  readonly begin = async (plan: BackfillPlan, events: Events, keysFirst = false): Promise<void> => {
    const { mode, head, final } = this.#target.columns;
    this.#seen = new SeenOperations();
    await this.#tell(events, async (tx) => {
      await this.#truncate(tx);
      if (keysFirst) await this.#buildKeys(tx);
      for (const range of plan.ranges) await this.#insertRange(tx, range);
      await tx.query({
        text: `update ${this.#schema}.sync
               set ${mode} = 'backfill', chain_id = $1, ${head} = $2, ${final} = $3, is_told = true`,
        values: [plan.chainId, plan.headLevel, plan.finalLevel],
      });
    });
  };

  readonly load = async (
    progress: RangeProgress,
    page: RankedPage,
    { events, onDurable }: PageTelling,
  ): Promise<void> => {
    // One page after the other, so that an address is stored before or with the first row that uses it.
    const encoding = this.#encoding.then(async () => {
      this.#book ??= this.#term.database.transaction((tx) => wholeAddressBook(tx, this.#schema));
      this.#seen?.meet(page.rows);
      const encoded = await encodePage(page, await this.#book);
      const told = { events: events(encoded.sha256), onDurable };
      return { room: this.#queue.push({ ...encoded, ...told, progress }) };
    });
    this.#encoding = encoding.catch(() => undefined);
    const { room } = await encoding;
    await room;
  };

  readonly flush = (): Promise<void> => this.#queue.flush();

  readonly clear = async ({ range, years }: RangeProgress, events: Events): Promise<void> => {
    this.#seen = undefined;
    await this.#tell(events, async (tx) => {
      await tx.query({
        text: `delete from ${this.#schema}.${this.#target.delegation}
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

  readonly reset = async (events: Events): Promise<void> => {
    await this.#tell(events, async (tx) => {
      await this.#truncate(tx);
      await tx.query({ text: this.#target.reset });
    });
  };

  readonly rank = async (caughtUp?: CaughtUpTelling): Promise<number> => {
    const rows = await (caughtUp === undefined
      ? this.#term.write(async (tx) => (await this.#rank(tx)).result)
      : this.#term.tell((tx) => this.#rank(tx, caughtUp)));
    this.#book = undefined; // 300,000 texts, and the tip may give out numbers before the next load.
    this.#seen = undefined;
    return rows;
  };

  readonly complete = async (caughtUp?: CaughtUpTelling): Promise<void> => {
    await (caughtUp === undefined
      ? this.#term.write((tx) => this.#target.complete(tx))
      : this.#term.tell(async (tx) => {
          const events = await this.#caughtUp(tx, caughtUp);
          return { result: await this.#target.complete(tx), events };
        }));
    await this.#term.database.query({
      text: `vacuum (analyze) ${this.#schema}.delegation, ${this.#schema}.address`,
    });
  };

  #tell(events: Events, work: (tx: Transaction) => Promise<unknown>): Promise<void> {
    return this.#term.tell(async (tx) => {
      await work(tx);
      return { result: undefined, events };
    });
  }

  async #caughtUp(tx: Transaction, { above, events }: CaughtUpTelling): Promise<Events> {
    const table = `${this.#schema}.${this.#target.delegation}`;
    const wanted = { schema: this.#schema, table, level: above };
    return events(await rowsAbove((statement) => tx.query(statement), wanted));
  }

  async #rank(tx: Transaction, caughtUp?: CaughtUpTelling): Promise<Told<number>> {
    const { delegation, columns } = this.#target;
    await this.#buildKeys(tx);
    await this.#refuseMixedUp(tx);
    if (this.#seen?.mayHoldTwice !== false) {
      await refuseTwice(tx, `${this.#schema}.${delegation}`);
    }
    const result = await this.#countYears(tx);
    // Statistics are for the planner; without them pages are right but slow. A sample of the tenth part takes an eighth
    // of the time, and `complete` takes the usual one. The other columns are for searches.
    await tx.query({ text: "set local default_statistics_target = 10" });
    await tx.query({ text: `analyze ${this.#schema}.${delegation} (g, year, y)` });
    await tx.query({ text: `delete from ${this.#schema}.backfill_range` });
    // Before the row of `sync` is locked.
    const events = caughtUp === undefined ? [] : await this.#caughtUp(tx, caughtUp);
    await tx.query({ text: `update ${this.#schema}.sync set ${columns.mode} = 'ranked'` });
    return { result, events };
  }

  async #buildKeys(tx: Transaction): Promise<void> {
    await mismatchIfTwice(tx.query({ text: `select ${this.#schema}.${this.#target.buildKeys}()` }));
  }

  /**
   * Rows of each year and of all. They are read off the ranks, since the rows of a year stand side by side and the last of
   * them bears their number; to count them took a fifth of the time until the history is served. Ranks are unique, so
   * there are as many as rows if they are dense. The audit counts.
   */
  async #countYears(tx: Transaction): Promise<number> {
    const { delegation, scopeCount } = this.#target;
    const table = `${this.#schema}.${delegation}`;
    await tx.query({ text: `delete from ${this.#schema}.${scopeCount}` });
    const { rows } = await tx.query<{
      readonly n: number;
      readonly top: number;
      readonly done: number;
    }>({
      text: `with recursive last_of_year as (
               (select year, y, g from ${table} order by g desc limit 1)
               union all
               select d.year, d.y, d.g from last_of_year l join ${table} d on d.g = l.g - l.y where l.y > 0
             ), counted as (
               insert into ${this.#schema}.${scopeCount} (year, n, n_max)
               select coalesce(year, 0), coalesce(sum(y), 0), coalesce(sum(y), 0)
               from last_of_year group by rollup (year)
               returning year, n
             )
             select n, (select coalesce(max(g), 0) from last_of_year)::int as top,
                    (select coalesce(sum(done), 0) from ${this.#schema}.backfill_range)::int as done
             from counted where year = 0`,
    });
    const { n = 0, top = 0, done = 0 } = rows[0] ?? {};
    if (n === top && n === done) return n;
    throw new RangeMismatch(`${done} rows were written, but ranks tell of ${n} and end at ${top}`);
  }

  /**
   * Ids ascend within a range. An upstream that numbers its rows anew between two ranges may let them overlap; the
   * primary key, which would tell, is built when the history is served already.
   */
  async #refuseMixedUp(tx: Transaction): Promise<void> {
    const table = `${this.#schema}.${this.#target.delegation}`;
    const { rows } = await tx.query<{ readonly range: number }>({
      text: `select r.range from ${this.#schema}.backfill_range r
             join ${table} before on before.g = r.g_before join ${table} after on after.g = r.g_before + 1
             where before.id >= after.id limit 1`,
    });
    const [mixed] = rows;
    if (mixed !== undefined) {
      throw new RangeMismatch(
        `range ${mixed.range} begins with an id that the range before has passed`,
      );
    }
  }

  async #writePages(pages: readonly LoadPage[]): Promise<void> {
    const events = pages.flatMap((page) => page.events);
    await this.#tell(events, async (tx) => {
      await this.#saveProgress(tx, pages);
      await mismatchIfTwice(copyPages(tx, `${this.#schema}.${this.#target.delegation}`, pages));
    });
    for (const { onDurable } of pages) onDurable();
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
    for (const table of this.#target.tables) {
      await tx.query({ text: `delete from ${this.#schema}.${table}` });
    }
  }
}
