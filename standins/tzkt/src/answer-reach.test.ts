import { describe, expect, it } from "vitest";

import { table } from "../test/read-chain.ts";
import { reachOf } from "./answer-reach.ts";
import { standingChain } from "./chain.ts";

const chain = standingChain(table);
const level = table.columns.level[20] ?? 0;

function reach(path: string): number {
  return reachOf(chain, new URL(`http://standin.invalid/v1/${path}`));
}

describe("the reach of an answer", () => {
  it("is the last level a page was asked for, when the chain has come that far", () => {
    expect(reach(`operations/delegations?level.le=${level}&sort.desc=id`)).toBe(level);
    expect(reach(`operations/delegations?level.lt=${level}&level.ge=1`)).toBe(level - 1);
    expect(reach(`operations/delegations?level=${level}`)).toBe(level);
    expect(reach(`operations/delegations/count?level.le=${level}`)).toBe(level);
    expect(reach(`operations/delegations?level.le=${chain.head + 1}&limit=10000`)).toBe(Infinity);
  });

  it("is the level of the last row of a page that is full", () => {
    expect(reach("operations/delegations?limit=21")).toBe(level);
    expect(reach("operations/delegations?limit=10000")).toBe(Infinity);
    expect(reach("operations/delegations?limit=21&sort.desc=id")).toBe(Infinity);
  });

  it("is nothing for a complaint, and without end for whatever follows the head", () => {
    expect(reach("operations/delegations?level=x")).toBe(0);
    expect(reach("operations/delegations/count?level=x")).toBe(0);
    expect(reach("operations/delegations/count")).toBe(Infinity);
    expect(reach("head")).toBe(Infinity);
  });
});
