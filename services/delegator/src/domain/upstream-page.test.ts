import { describe, expect, it } from "vitest";

import { DelegationPage } from "./delegation-page.ts";
import type { Delegation } from "./delegation.ts";
import { pageFault } from "./upstream-page.ts";

const UNIT = 2 ** 20;
const ADDRESS = "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd";
const OTHER = "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS";
const HASH = "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";
const expectation = { afterId: 3 * UNIT, levelMax: 400, limit: 3 };

function row(change: Partial<Delegation> = {}): Delegation {
  return {
    id: 4 * UNIT,
    level: 109,
    time: 1_530_387_027,
    year: 2018,
    hash: HASH,
    counter: 23,
    nonce: -1,
    sender: ADDRESS,
    initiator: null,
    amount: 25_079_312_620,
    prevBaker: null,
    newBaker: ADDRESS,
    status: "applied",
    ...change,
  };
}

function fault(...rows: Delegation[]): unknown {
  return pageFault(DelegationPage.of(rows), expectation);
}

describe("a page from upstream", () => {
  it("is sound when it is empty", () => {
    expect(fault()).toBeUndefined();
  });

  it("is sound when ids, levels and times ascend together", () => {
    const second = row({ id: 5 * UNIT, prevBaker: OTHER, newBaker: null, initiator: OTHER });
    const third = row({ id: 6 * UNIT, level: 400, time: 1_530_387_028 });
    expect(fault(row(), second, third)).toBeUndefined();
  });

  it.each([
    ["more rows than asked for", [row(), row(), row(), row()], 3, "more than the 3 rows asked for"],
    ["an id that was seen before the page", [row({ id: 3 * UNIT })], 0, "the id does not ascend"],
    ["the same id twice", [row(), row()], 1, "the id does not ascend"],
    [
      "a level beyond the question",
      [row({ level: 401 })],
      0,
      "the level is beyond what was asked for",
    ],
    ["a level that descends", [row(), row({ id: 5 * UNIT, level: 108 })], 1, "the level descends"],
    [
      "two times in one level",
      [row(), row({ id: 5 * UNIT, time: 1_530_387_028 })],
      1,
      "two times for one level",
    ],
    [
      "a level without time passing",
      [row(), row({ id: 5 * UNIT, level: 110 })],
      1,
      "a later level is not later in time",
    ],
    ["an id off the grid", [row({ id: 4 * UNIT + 1 })], 0, "the id is not a multiple of 2^20"],
  ])("is refused for %s", (_name, rows, at, reason) => {
    expect(fault(...rows)).toEqual({ row: at, reason });
  });
});
