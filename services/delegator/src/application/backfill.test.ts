import { evolveAll } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import { type MemoryHistory, memoryHistory } from "../../test/in-memory/memory-history.ts";
import { memoryUpstream, type Tamper } from "../../test/in-memory/memory-upstream.ts";
import { rankRows } from "../../test/in-memory/rank-rows.ts";
import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import { MARGIN_LEVELS, windowOf } from "../domain/chain-sync-state.ts";
import { chainSync } from "../domain/chain-sync.ts";
import { DelegationPage } from "../domain/delegation-page.ts";
import { backfill } from "./backfill.ts";
import { fetchOpening } from "./opening.ts";
import { RangeMismatch } from "./range-mismatch.ts";
import type { SyncFact } from "./sync-fact.ts";

const ROWS = delegations(100);
const HEAD = 1002;
const FINALITY = 2;
/** Of two ranges the older one ends with 2021. */
const OLDER = ROWS.filter(({ year }) => year < 2022).length;
const RANKED = rankRows(ROWS);

type Loading = {
  readonly history?: MemoryHistory;
  readonly tamper?: Tamper;
  readonly ranges?: number;
  readonly pageSize?: number;
  /** The level the opening believes to be the head. */
  readonly openedAt?: number;
  readonly signal?: AbortSignal;
  readonly onFact?: (fact: SyncFact) => void;
};

function loading(options: Loading = {}) {
  const { history = memoryHistory(), tamper = {}, ranges = 4, pageSize = 10 } = options;
  const facts: SyncFact[] = [];
  const upstream = memoryUpstream({ rows: ROWS, level: () => HEAD, pageSize, tamper });
  const tell = (fact: SyncFact): void => {
    facts.push(fact);
    options.onFact?.(fact);
  };
  const ports = { upstream, history, clock: skippingClock(), tell, ranges, isPaced: false };
  const signal = options.signal ?? new AbortController().signal;
  async function run(): Promise<void> {
    const level = options.openedAt ?? HEAD;
    const from = memoryUpstream({ rows: ROWS, level: () => level, pageSize });
    await backfill(ports, await fetchOpening(from, FINALITY, signal), signal);
  }
  return { run, history, upstream, facts, types: () => facts.map(({ type }) => type) };
}

/** A row is missing from the first page of the oldest range, as often as told. */
function missing(times: number): Tamper {
  let left = times;
  return {
    page: (page, { years, afterId }) => {
      if (years?.from !== undefined || afterId > 0 || left === 0) return page;
      left -= 1;
      return { ...page, rows: page.rows.toSpliced(3, 1) };
    },
  };
}

describe("backfill", () => {
  it.each([1, 2, 3, 8])("ranks every row densely from %d ranges", async (ranges) => {
    const load = loading({ ranges });
    await load.run();
    expect(load.history.stored()).toEqual(RANKED);
    expect(await load.history.state()).toMatchObject({ mode: "ranked", finalLevel: 1000 });
    expect(load.types().at(0)).toBe("SyncStarted");
    expect(load.types().at(-1)).toBe("HistoryRanked");
  });

  it("tells how far it has come with every durable page", async () => {
    const load = loading({ ranges: 1 });
    await load.run();
    const pages = load.facts.filter((fact) => fact.type === "PageIngested");
    expect(pages.map(({ done, total }) => [done, total])).toEqual(
      [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((done) => [done, 100]),
    );
  });

  it.each([true, false])("builds the keys before the rows if it is paced: %s", async (isPaced) => {
    const { upstream, history } = loading();
    const asked: unknown[] = [];
    const begin: typeof history.begin = (plan, events, keysFirst) => {
      asked.push(keysFirst);
      return history.begin(plan, events, keysFirst);
    };
    const ports = { upstream, clock: skippingClock(), tell: () => undefined, ranges: 2, isPaced };
    const opening = await fetchOpening(upstream, FINALITY, new AbortController().signal);
    await backfill(
      { ...ports, history: { ...history, begin } },
      opening,
      new AbortController().signal,
    );
    expect(asked).toEqual([isPaced]);
    expect(history.stored()).toEqual(RANKED);
  });

  it("is told by events whose fold is the mirror that was loaded", async () => {
    const load = loading();
    await load.run();
    const told = load.history.told();
    const pages = told.filter((event) => event.type === "PageIngested");
    expect(told[0]).toMatchObject({ type: "SyncStarted", finalLevel: HEAD - FINALITY });
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(ROWS.length);
    expect(windowOf(evolveAll(chainSync, chainSync.initialState(), told))).toMatchObject({
      final: HEAD - FINALITY,
      rows: ROWS.filter(({ level }) => level > HEAD - FINALITY - MARGIN_LEVELS),
    });
  });

  it("tells of the range that it loads anew, and of the load that it gives up", async () => {
    const again = loading({ tamper: missing(1) });
    await again.run();
    const range = again.history.told().find((event) => event.type === "RangeDiscarded")?.range;
    expect(range).toBe(0);
    const never = loading({ tamper: missing(Infinity) });
    await expect(never.run()).rejects.toThrow("range 0 should hold");
    expect(never.history.told().at(-1)).toMatchObject({ type: "LoadDiscarded" });
  });

  it("writes what is queued before it tells that the load is given up", async () => {
    const history = memoryHistory();
    const order: string[] = [];
    const flush = async (): Promise<void> => void order.push("flushed");
    const reset: typeof history.reset = async (events) => {
      order.push("discarded");
      await history.reset(events);
    };
    const load = loading({ history: { ...history, flush, reset }, tamper: missing(Infinity) });
    await expect(load.run()).rejects.toThrow(RangeMismatch);
    expect(order.slice(-2)).toEqual(["flushed", "discarded"]);
  });

  it("uses the newest page that is held already instead of asking for it again", async () => {
    const load = loading({ ranges: 1 });
    await load.run();
    expect(load.upstream.pages).toHaveLength(9);
    expect(load.upstream.pages.every(({ beforeId }) => beforeId === ROWS[90]?.id)).toBe(true);
  });

  it("loads a range again that does not match its count, then without the held page", async () => {
    const load = loading({ ranges: 2, tamper: missing(1) });
    await load.run();
    expect(load.facts.filter(({ type }) => type === "RangeRestarted")).toEqual([
      { type: "RangeRestarted", range: 0, expected: OLDER, found: OLDER - 1 },
    ]);
    expect(load.history.stored()).toEqual(RANKED);
  });

  it("loads a range again whose held page has a gap", async () => {
    const history = memoryHistory();
    const load = loading({ history, ranges: 1 });
    const gappy = {
      chainId: "NetXdQprcVkpaWU",
      headLevel: HEAD,
      finalLevel: 1000,
      rows: DelegationPage.of(ROWS.slice(-10).toSpliced(5, 1)),
    };
    const { upstream } = load;
    const ports = {
      upstream,
      history,
      clock: skippingClock(),
      tell: () => undefined,
      ranges: 1,
      isPaced: false,
    };
    await backfill(ports, gappy, new AbortController().signal);
    expect(history.stored()).toEqual(RANKED);
  });

  it("gives up after three attempts and throws everything away, to plan anew", async () => {
    const load = loading({ ranges: 2, tamper: missing(3) });
    await expect(load.run()).rejects.toThrow(RangeMismatch);
    expect(load.facts.filter(({ type }) => type === "RangeRestarted")).toHaveLength(2);
    expect(await load.history.state()).toMatchObject({ mode: "empty" });
    expect(load.history.stored()).toEqual([]);
    await load.run();
    expect(load.history.stored()).toEqual(RANKED);
  });

  it("refuses a plan whose ranges hold more than the whole", async () => {
    const tamper: Tamper = { count: (count, { years }) => (years === undefined ? 0 : count) };
    const load = loading({ tamper });
    await expect(load.run()).rejects.toThrow(RangeMismatch);
    expect(load.history.stored()).toEqual([]);
  });

  it("resumes each range after its last durable row", async () => {
    const stop = new AbortController();
    const onFact = ({ type }: SyncFact): void => {
      if (type === "PageIngested") stop.abort();
    };
    const history = memoryHistory();
    await expect(
      loading({ history, ranges: 2, pageSize: 7, signal: stop.signal, onFact }).run(),
    ).rejects.toThrow("aborted");
    const done = history.stored().length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(100);

    const again = loading({ history, ranges: 2, pageSize: 7 });
    await again.run();
    expect(again.facts[0]).toMatchObject({ type: "SyncResumed", rows: 100, done });
    const asked = again.upstream.pages.map(({ afterId }) => afterId);
    expect(Math.min(...asked)).toBeGreaterThan(0);
    expect(history.stored()).toEqual(RANKED);
  });

  it("does not use a newest page that is older than the plan it resumes", async () => {
    const stop = new AbortController();
    const history = memoryHistory();
    const onFact = ({ type }: SyncFact): void => {
      if (type === "SyncStarted") stop.abort();
    };
    await expect(loading({ history, signal: stop.signal, onFact }).run()).rejects.toThrow(
      "aborted",
    );
    const again = loading({ history, openedAt: 500 });
    await again.run();
    expect(again.upstream.pages.every(({ beforeId }) => beforeId === undefined)).toBe(true);
    expect(history.stored()).toEqual(RANKED);
  });

  it("loads one chain of pages where the upstream does not count", async () => {
    const load = loading({ ranges: 4, tamper: { count: () => undefined } });
    await load.run();
    expect(load.facts[0]).toMatchObject({ type: "SyncStarted", ranges: 1 });
    expect(load.history.stored()).toEqual(RANKED);
  });

  it("ends all ranges when one of them fails", async () => {
    const broken = new RangeError("the disk is full");
    const history = { ...memoryHistory(), load: async () => Promise.reject(broken) };
    await expect(loading({ history, ranges: 8 }).run()).rejects.toBe(broken);
    expect(await history.state()).toMatchObject({ mode: "backfill" });
  });
});
