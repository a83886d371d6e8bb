import { describe, expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import { type MemoryHistory, memoryHistory } from "../../test/in-memory/memory-history.ts";
import { CHAIN_ID, memoryUpstream } from "../../test/in-memory/memory-upstream.ts";
import { rankRows } from "../../test/in-memory/rank-rows.ts";
import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import { pollOnly } from "../adapters/tzkt/poll-only.ts";
import type { AuditStore } from "./audit.ts";
import { backfill } from "./backfill.ts";
import { LeadershipLost } from "./leadership-lost.ts";
import type { Leadership } from "./leadership.ts";
import type { SyncFact } from "./sync-fact.ts";
import { openEarly, synchronise, type SyncPorts, type TermPorts } from "./sync.ts";

const ROWS = delegations(40);
const HEAD = 402;
const OPTIONS = { chainId: CHAIN_ID, finality: 2, pollMs: 6_000, auditMs: 3_600_000 };

const NOTHING_AUDITED: AuditStore = {
  census: async () => ({ finalLevel: 0, rows: 0, years: new Map(), gaps: [] }),
  digestChunks: async () => 0,
  chunk: async () => undefined,
  landmarks: async () => [],
  record: async () => undefined,
};

/** A lease that nobody contests, and whose loss the test decides. */
function leases(): Leadership & { readonly lose: () => void; readonly released: () => number } {
  let epoch = 0n;
  let released = 0;
  let lost = new AbortController();
  return {
    acquire: async (signal) => {
      signal.throwIfAborted();
      epoch += 1n;
      lost = new AbortController();
      const release = async (): Promise<void> => {
        released += 1;
      };
      return { epoch, lost: lost.signal, [Symbol.asyncDispose]: release };
    },
    lose: () => lost.abort(new LeadershipLost(epoch)),
    released: () => released,
  };
}

function termOf(writer: MemoryHistory, shadow = memoryHistory()): TermPorts {
  return { writer, shadow, auditStore: NOTHING_AUDITED };
}

type Running = {
  readonly ports?: Partial<SyncPorts>;
  readonly chainId?: string;
  /** Aborts when it returns true. */
  readonly until: (facts: readonly SyncFact[]) => boolean;
};

async function run({ ports = {}, chainId = CHAIN_ID, until }: Running) {
  const stop = new AbortController();
  const facts: SyncFact[] = [];
  const history = memoryHistory();
  const clock = skippingClock();
  const told: string[] = [];
  const all: SyncPorts = {
    upstream: memoryUpstream({ rows: ROWS, level: () => HEAD, pageSize: 10 }),
    reader: history,
    term: () => termOf(history),
    trimChanges: async () => void told.push("trimmed"),
    openWakeups: () => pollOnly(clock),
    leadership: leases(),
    clock,
    random: () => 0,
    ranges: 2,
    isPaced: false,
    provisional: ({ rows }) => told.push(`provisional ${rows.length}`),
    ...ports,
    tell: (fact) => {
      facts.push(fact);
      told.push(fact.type);
      ports.tell?.(fact);
      if (until(facts)) stop.abort();
    },
  };
  await synchronise(all, { ...OPTIONS, chainId }, stop.signal);
  return { facts, told, history, clock };
}

function count(facts: readonly SyncFact[], type: SyncFact["type"]): number {
  return facts.filter((fact) => fact.type === type).length;
}

function rests(facts: readonly SyncFact[]): readonly number[] {
  return facts.flatMap((fact) => (fact.type === "SyncInterrupted" ? [fact.restMs] : []));
}

describe("before it may lead, the synchronisation", () => {
  const signal = new AbortController().signal;
  const clock = skippingClock();

  it("asks for the first page of each long range where requests are paced, and loads them once", async () => {
    const upstream = memoryUpstream({ rows: ROWS, level: () => HEAD, pageSize: 10 });
    const history = memoryHistory();
    const ports = { reader: history, upstream, clock, ranges: 2, isPaced: true };
    const opening = await openEarly(ports, OPTIONS, signal);
    await opening?.plan;
    const early = upstream.pages.map(({ years, afterId }) => ({ years, afterId }));
    expect(early).toEqual([
      { years: { from: undefined, to: 2022 }, afterId: 0 },
      { years: { from: 2022, to: undefined }, afterId: 0 },
    ]);
    if (opening === undefined) throw new TypeError("no opening");
    await backfill({ ...ports, history, tell: () => undefined }, opening, signal);
    expect(history.stored()).toEqual(rankRows(ROWS));
    // Two pages of the older range; the other half of the younger one is the opening.
    expect(upstream.pages).toHaveLength(3);
  });

  it.each([
    ["requests are not paced", false, 10],
    ["a range has less than two pages", true, 11],
  ])("asks for no page where %s", async (_name, isPaced, pageSize) => {
    const upstream = memoryUpstream({ rows: ROWS, level: () => HEAD, pageSize });
    const ports = { reader: memoryHistory(), upstream, clock, ranges: 2, isPaced };
    await (
      await openEarly(ports, OPTIONS, signal)
    )?.plan;
    expect(upstream.pages).toEqual([]);
  });
});

describe("the synchronisation", () => {
  it("shows the newest page, takes the lead, loads, ranks, completes and audits, in this order", async () => {
    const { told, history } = await run({ until: (facts) => count(facts, "AuditPassed") === 1 });
    const order = told.filter((type, index) => told.indexOf(type) === index);
    expect(order).toEqual([
      "provisional 10",
      "LeadershipAcquired",
      "SyncStarted",
      "PageIngested",
      "HistoryRanked",
      "CaughtUp",
      "trimmed",
      "AuditPassed",
    ]);
    expect(await history.state()).toMatchObject({ mode: "live", chainId: CHAIN_ID });
    expect(history.stored()).toHaveLength(40);
  });

  it("rests longer after every failure, up to half a minute", async () => {
    const broken = memoryUpstream({ rows: ROWS, level: () => HEAD, pageSize: 10 });
    const upstream = {
      ...broken,
      head: async () => Promise.reject(new RangeError("no such host")),
    };
    const { facts, clock } = await run({
      ports: { upstream },
      until: (seen) => count(seen, "SyncInterrupted") === 8,
    });
    expect(rests(facts)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(clock.slept).toEqual(rests(facts).slice(0, -1));
    expect(facts[0]).toMatchObject({ reason: "no such host" });
  });

  it("starts over with short rests after a term that lasted", async () => {
    const clock = skippingClock();
    let terms = 0;
    const upstream = memoryUpstream({ rows: ROWS, level: () => HEAD, pageSize: 10 });
    const head = async (): Promise<never> => {
      terms += 1;
      if (terms === 3) clock.pass(60_000);
      throw new RangeError("gone");
    };
    const { facts } = await run({
      ports: { clock, upstream: { ...upstream, head } },
      until: (seen) => count(seen, "SyncInterrupted") === 4,
    });
    expect(rests(facts)).toEqual([1_000, 2_000, 500, 1_000]);
  });

  it("ends the term when the lead is lost, and tries to lead again soon", async () => {
    const leadership = leases();
    const { facts } = await run({
      ports: {
        leadership,
        ranges: 1, // Pages are left to load whichever one is the first to be durable.
        tell: ({ type }) => {
          if (type === "PageIngested") leadership.lose();
        },
      },
      until: (seen) => count(seen, "SyncResumed") === 1,
    });
    const lost = facts.findIndex(({ type }) => type === "LeadershipLost");
    expect(facts[lost]).toEqual({ type: "LeadershipLost", epoch: 1 });
    expect(facts[lost + 1]).toMatchObject({ type: "SyncInterrupted", restMs: 500 });
    expect(facts.at(-2)).toEqual({ type: "LeadershipAcquired", epoch: 2 });
    expect(count(facts, "HistoryRanked")).toBe(0);
    expect(leadership.released()).toBe(2);
  });

  it("refuses another chain before it takes the lead", async () => {
    const { facts, history } = await run({
      chainId: "NetXnHfVqm9iesp",
      until: (seen) => count(seen, "SyncInterrupted") === 2,
    });
    expect(new Set(facts.map(({ type }) => type))).toEqual(new Set(["SyncInterrupted"]));
    expect(facts[0]).toMatchObject({ reason: expect.stringContaining(CHAIN_ID) });
    expect(await history.state()).toMatchObject({ mode: "empty", chainId: null });
  });

  it("does not ask for the newest page once the history is ranked, but checks the chain", async () => {
    const history = memoryHistory();
    await history.begin(
      {
        chainId: "NetXnHfVqm9iesp",
        headLevel: 402,
        finalLevel: 400,
        ranges: [],
      },
      [],
    );
    await history.rank();
    const { told, facts } = await run({
      ports: { reader: history, term: () => termOf(history) },
      until: (seen) => count(seen, "SyncInterrupted") === 1,
    });
    expect(told).toEqual(["LeadershipAcquired", "SyncInterrupted"]);
    expect(facts.at(-1)).toMatchObject({ reason: expect.stringContaining("NetXnHfVqm9iesp") });
    expect(await history.state()).toMatchObject({ mode: "ranked" });
  });

  it("refuses a database of the upstream's chain when another one is configured", async () => {
    const history = memoryHistory();
    await history.begin({ chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [] }, []);
    await history.rank();
    const { facts } = await run({
      chainId: "NetXnHfVqm9iesp",
      ports: { reader: history, term: () => termOf(history) },
      until: (seen) => count(seen, "SyncInterrupted") === 1,
    });
    expect(facts.at(-1)).toMatchObject({
      reason: `this database mirrors ${CHAIN_ID}, but CHAIN_ID is NetXnHfVqm9iesp: another chain needs another database`,
    });
    expect(await history.state()).toMatchObject({ mode: "ranked" });
  });

  it("goes on with a history that was being loaded anew when the process died", async () => {
    const history = memoryHistory();
    await history.begin({ chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [] }, []);
    await history.rank();
    await history.complete();
    const shadow = memoryHistory();
    await shadow.begin({ chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [] }, []);
    const { told } = await run({
      ports: { reader: history, term: () => termOf(history, shadow) },
      until: (seen) => count(seen, "HistoryReplaced") === 1,
    });
    expect(told).toEqual([
      "LeadershipAcquired",
      "RebuildStarted",
      "SyncResumed",
      "HistoryRanked",
      "HistoryReplaced",
    ]);
    expect(await shadow.state()).toMatchObject({ mode: "live" });
  });

  it("puts a history in its place that was loaded anew when the process died", async () => {
    const history = memoryHistory();
    await history.begin({ chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [] }, []);
    await history.rank();
    await history.complete();
    const shadow = memoryHistory();
    await shadow.begin({ chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [] }, []);
    await shadow.rank();
    const { told } = await run({
      ports: { reader: history, term: () => termOf(history, shadow) },
      until: (seen) => count(seen, "HistoryReplaced") === 1,
    });
    expect(told).toEqual(["LeadershipAcquired", "HistoryReplaced"]);
  });

  it("completes a history that was ranked when the process died", async () => {
    const history = memoryHistory();
    await history.begin({ chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [] }, []);
    await history.rank();
    const { told } = await run({
      ports: { reader: history, term: () => termOf(history) },
      until: (seen) => count(seen, "CaughtUp") === 1,
    });
    expect(told).toEqual(["LeadershipAcquired", "CaughtUp"]);
    expect(await history.state()).toMatchObject({ mode: "live" });
  });
});
