import { describe, expect, it } from "vitest";

import { delegation } from "../../test/in-memory/delegations.ts";
import { memoryHistory } from "../../test/in-memory/memory-history.ts";
import { CHAIN_ID, memoryUpstream, type Tamper } from "../../test/in-memory/memory-upstream.ts";
import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import { type Delegation } from "../domain/delegation.ts";
import { rankRows } from "../domain/ranks.ts";
import { followTip } from "./follow-tip.ts";
import { type SyncFact } from "./sync-fact.ts";

const POLL_MS = 6_000;

type Following = {
  readonly rows: readonly Delegation[];
  /** The head at each look; the last one stays. */
  readonly heads: readonly number[];
  readonly pageSize?: number;
  readonly tamper?: Tamper;
  readonly auditMs?: number;
  /** How often to rest before the test is over. */
  readonly rests: number;
};

async function follow(options: Following) {
  const { rows, heads, pageSize = 100, tamper = {}, auditMs = 3_600_000, rests } = options;
  const clock = skippingClock();
  const stop = new AbortController();
  const sleep: typeof clock.sleep = async (milliseconds, signal) => {
    if (clock.slept.length === rests) stop.abort();
    await clock.sleep(milliseconds, signal);
  };
  const history = memoryHistory();
  await history.begin({ chainId: CHAIN_ID, headLevel: 2, finalLevel: 0, ranges: [] });
  const facts: SyncFact[] = [];
  const audits: number[] = [];
  const level = (): number => heads[Math.min(clock.slept.length, heads.length - 1)] ?? 0;
  const upstream = memoryUpstream({ rows, level, pageSize, tamper });
  const ports = {
    upstream,
    history,
    clock: { ...clock, sleep },
    tell: (fact: SyncFact) => void facts.push(fact),
    audit: async () => {
      audits.push(clock.monotonic());
      return { at: new Date(clock.now()), level: 0, rows: 0, findings: [] };
    },
  };
  const following = followTip(ports, { finality: 2, pollMs: POLL_MS, auditMs }, stop.signal);
  await expect(following).rejects.toThrow("aborted");
  return { history, facts, audits, upstream, slept: clock.slept };
}

function ranked(rows: readonly Delegation[]): unknown {
  return rankRows({ g: 0, year: 0, y: 0 }, rows).ranked;
}

const FIVE = [1, 2, 3, 4, 5].map((number) => delegation(number));

describe("the tip", () => {
  it("is stored up to the final level only, and the rest once it is final", async () => {
    const { history, facts } = await follow({ rows: FIVE, heads: [41, 52], rests: 2 });
    expect(facts).toEqual([
      { type: "TipAdvanced", head: 41, final: 39, added: 3, rows: 3 },
      { type: "TipAdvanced", head: 52, final: 50, added: 2, rows: 5 },
    ]);
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("moves on although nobody delegated", async () => {
    const { history, facts } = await follow({ rows: FIVE, heads: [52, 70], rests: 2 });
    expect(facts.at(-1)).toMatchObject({ head: 70, final: 68, added: 0, rows: 5 });
    expect(await history.state()).toMatchObject({ headLevel: 70, finalLevel: 68 });
  });

  it("does not go back when a replica lags behind", async () => {
    const { history, facts } = await follow({ rows: FIVE, heads: [52, 45, 30], rests: 3 });
    expect(facts).toHaveLength(1);
    expect(await history.state()).toMatchObject({ headLevel: 52, finalLevel: 50 });
  });

  it("goes on without a rest while pages are full, and never stores half a level", async () => {
    const rows = [
      delegation(1),
      delegation(2),
      delegation(3, { level: 20, time: delegation(2).time }),
      delegation(4),
      delegation(5),
    ];
    const { history, facts, slept } = await follow({ rows, heads: [100], pageSize: 2, rests: 1 });
    expect(facts.map((fact) => (fact.type === "TipAdvanced" ? fact.final : 0))).toEqual([
      19, 49, 98,
    ]);
    expect(slept).toEqual([POLL_MS]);
    expect(history.stored()).toEqual(ranked(rows));
  });

  it("passes a level that is longer than a page", async () => {
    const crowd = [2, 3, 4, 5, 6, 7].map((number) => delegation(number, { level: 20, time: 7 }));
    const rows = [delegation(1), ...crowd, delegation(8)];
    const { history } = await follow({ rows, heads: [100], pageSize: 2, rests: 2 });
    expect(history.stored()).toEqual(ranked(rows));
  });

  it("does not store a page that lacks a row, and looks again after a rest", async () => {
    let left = 1;
    const page: Tamper["page"] = (found) => {
      if (left === 0) return found;
      left -= 1;
      return { ...found, rows: found.rows.toSpliced(1, 1) };
    };
    const { history, facts } = await follow({
      rows: FIVE,
      heads: [52],
      tamper: { page },
      rests: 2,
    });
    expect(facts).toEqual([
      { type: "TipDoubted", doubt: "count", expected: 5, found: 4 },
      { type: "TipAdvanced", head: 52, final: 50, added: 5, rows: 5 },
    ]);
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("is believed without a count where the upstream does not count", async () => {
    const tamper: Tamper = { count: () => undefined };
    const { history } = await follow({ rows: FIVE, heads: [52], tamper, rests: 1 });
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("is not stored where its ids do not lie above the stored ones", async () => {
    const two = [delegation(1), delegation(2)];
    const renumbered = 2 ** 20;
    const page: Tamper["page"] = (found, { levelAbove = 0 }) =>
      levelAbove === 0
        ? found
        : { ...found, rows: [delegation(3, { id: renumbered }), delegation(4)] };
    const rows = [...two, delegation(3), delegation(4)];
    const { history, facts } = await follow({ rows, heads: [22, 52], tamper: { page }, rests: 2 });
    const doubted = { type: "TipDoubted", doubt: "ids", expected: 2 * 2 ** 20, found: renumbered };
    expect(facts.slice(1)).toEqual([doubted, doubted]);
    expect(history.stored()).toEqual(ranked(two));
    expect(await history.state()).toMatchObject({ finalLevel: 20 });
  });

  it("is audited once it is reached, and again when the time has come", async () => {
    const { audits } = await follow({ rows: FIVE, heads: [52], auditMs: 2 * POLL_MS, rests: 5 });
    expect(audits).toEqual([0, 2 * POLL_MS, 4 * POLL_MS]);
  });
});
