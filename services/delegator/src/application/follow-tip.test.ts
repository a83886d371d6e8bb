import { describe, expect, it } from "vitest";

import { delegation } from "../../test/in-memory/delegations.ts";
import { follow, POLL_MS, ranked } from "../../test/in-memory/follow.ts";
import type { Tamper } from "../../test/in-memory/memory-upstream.ts";

const FIVE = [1, 2, 3, 4, 5].map((number) => delegation(number));
const FOUR = FIVE.slice(0, 4);
/** Another operation under the id of the fifth. */
const OTHER = delegation(5, { counter: 77, amount: 1 });

describe("the tip", () => {
  it("is stored as soon as it is seen, and what cannot change any more is final", async () => {
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 41 }, { head: 50 }],
      rests: 2,
    });
    expect(facts).toEqual([
      { type: "TipAdvanced", head: 41, isWhole: true, final: 39, added: 4, retracted: 0, rows: 4 },
      { type: "TipAdvanced", head: 50, isWhole: true, final: 48, added: 1, retracted: 0, rows: 5 },
    ]);
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("moves on although nobody delegated", async () => {
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }, { head: 70 }],
      rests: 2,
    });
    expect(facts.at(-1)).toMatchObject({ head: 70, final: 68, added: 0, rows: 5 });
    expect(await history.state()).toMatchObject({ headLevel: 70, finalLevel: 68 });
  });

  it("is left alone as long as nothing changes", async () => {
    const { facts } = await follow({ rows: FIVE, scenes: [{ head: 52 }], rests: 3 });
    expect(facts).toHaveLength(1);
  });

  it("does not go back when a replica lags behind", async () => {
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }, { head: 51 }, { head: 30 }, { head: 52 }],
      rests: 3,
    });
    expect(facts.slice(1)).toEqual([
      { type: "TipDoubted", doubt: "stale_replica", expected: 52, found: 51 },
      { type: "TipDoubted", doubt: "stale_replica", expected: 52, found: 30 },
    ]);
    expect(await history.state()).toMatchObject({ headLevel: 52, finalLevel: 50 });
  });

  it("goes back when a head stays lower for two polls: the chain has become shorter", async () => {
    const { history, facts, slept } = await follow({
      rows: FIVE,
      scenes: [{ head: 50 }, { head: 49 }],
      rests: 10,
    });
    expect(facts.filter(({ type }) => type === "TipDoubted").length).toBeGreaterThan(2);
    expect(slept.slice(1, 8)).toEqual([100, 200, 400, 800, 1_600, 3_200, POLL_MS]);
    expect(facts.at(-2)).toEqual({
      type: "ReorgHandled",
      fromLevel: 50,
      toLevel: 49,
      retracted: 1,
      added: 0,
    });
    expect(history.stored()).toEqual(ranked(FOUR));
  });

  it("goes back at once when the hub tells that the chain has become shorter", async () => {
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 50 }, { head: 49, hint: { reorgTo: 49 } }],
      rests: 2,
    });
    expect(facts.filter(({ type }) => type === "TipDoubted")).toEqual([]);
    expect(history.stored()).toEqual(ranked(FOUR));
    expect(await history.state()).toMatchObject({ headLevel: 49, finalLevel: 48 });
  });

  it("replaces what a reorg has replaced, under the same id", async () => {
    const { history, facts } = await follow({
      scenes: [
        { head: 51, rows: FIVE },
        { head: 52, rows: [...FOUR, OTHER] },
      ],
      rests: 2,
    });
    expect(facts.slice(1)).toEqual([
      { type: "ReorgHandled", fromLevel: 50, toLevel: 52, retracted: 1, added: 1 },
      { type: "TipAdvanced", head: 52, isWhole: true, final: 50, added: 1, retracted: 1, rows: 5 },
    ]);
    expect(history.stored()).toEqual(ranked([...FOUR, OTHER]));
  });

  it("keeps a row that only one answer lacks", async () => {
    let left = 1;
    const page: Tamper["page"] = (found) => {
      if (found.level < 51 || left === 0) return found;
      left -= 1;
      return { ...found, rows: found.rows.toSpliced(-1, 1) };
    };
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 50 }, { head: 51 }],
      tamper: { page },
      rests: 2,
    });
    expect(facts.filter(({ type }) => type === "ReorgHandled")).toEqual([]);
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("goes on without a rest while pages are full, and never stores half a level", async () => {
    const rows = [
      delegation(1),
      delegation(2),
      delegation(3, { level: 20, time: delegation(2).time }),
      delegation(4),
      delegation(5),
    ];
    const { history, slept } = await follow({
      rows,
      scenes: [{ head: 1000 }],
      pageSize: 2,
      rests: 1,
    });
    expect(slept).toEqual([POLL_MS]);
    expect(history.stored()).toEqual(ranked(rows));
  });

  it("passes a level that is longer than a page", async () => {
    const crowd = [2, 3, 4, 5, 6, 7].map((number) => delegation(number, { level: 20, time: 7 }));
    const rows = [delegation(1), ...crowd, delegation(8)];
    const { history } = await follow({ rows, scenes: [{ head: 100 }], pageSize: 2, rests: 2 });
    expect(history.stored()).toEqual(ranked(rows));
  });

  it("is not taken from pages between which the chain was replaced", async () => {
    let asked = 0;
    const page: Tamper["page"] = (found) => {
      asked += 1;
      return { ...found, level: 51 + (asked % 2) };
    };
    const { history, facts } = await follow({
      rows: FIVE.map((row) => ({ ...row, level: 50, time: 7 })),
      scenes: [{ head: 52 }],
      pageSize: 2,
      tamper: { page },
      rests: 1,
    });
    expect(facts.slice(-1)).toEqual([{ type: "TipDoubted", doubt: "unsteady" }]);
    expect(history.stored()).toEqual([]);
  });

  it("does not finalise a level of which a row is missing, and looks again after a rest", async () => {
    let left = 1;
    const page: Tamper["page"] = (found) => {
      if (left === 0) return found;
      left -= 1;
      return { ...found, rows: found.rows.toSpliced(1, 1) };
    };
    const { history, facts } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }],
      tamper: { page },
      rests: 2,
    });
    expect(facts).toEqual([
      { type: "TipDoubted", doubt: "count", expected: 5, found: 4 },
      { type: "TipAdvanced", head: 52, isWhole: true, final: 50, added: 5, retracted: 0, rows: 5 },
    ]);
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("is believed without a count where the upstream does not count", async () => {
    const tamper: Tamper = { count: () => undefined };
    const { history } = await follow({ rows: FIVE, scenes: [{ head: 52 }], tamper, rests: 1 });
    expect(history.stored()).toEqual(ranked(FIVE));
  });

  it("is looked at again soon while answers are behind what was heard", async () => {
    const { slept } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }, { head: 52, hint: { head: 53 } }, { head: 52 }, { head: 53 }],
      rests: 4,
    });
    expect(slept).toEqual([POLL_MS, 100, 200, POLL_MS]);
  });

  it("is audited once it is reached, and again when the time has come", async () => {
    const { audits } = await follow({
      rows: FIVE,
      scenes: [{ head: 52 }],
      auditMs: 2 * POLL_MS,
      rests: 5,
    });
    expect(audits).toEqual([0, 2 * POLL_MS, 4 * POLL_MS]);
  });
});
