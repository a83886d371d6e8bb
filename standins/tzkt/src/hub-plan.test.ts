import { describe, expect, it } from "vitest";

import { randomHubPlan } from "./random-hub-plan.ts";
import { BadFaultPlan, readHubFaultPlan } from "./read-fault-plan.ts";

function mistakesIn(fault: unknown): readonly string[] {
  try {
    readHubFaultPlan({ faults: [fault] });
    return [];
  } catch (error) {
    return error instanceof BadFaultPlan ? error.mistakes : ["threw something else"];
  }
}

describe("a fault plan of the hub", () => {
  it.each([
    { kind: "collapsed", nth: 3, times: 2 },
    { kind: "silence", pings: false, probability: 0.5 },
    { kind: "close", allowReconnect: true },
    { kind: "negotiate_error", status: 504 },
  ])("is accepted: %j", (fault) => {
    expect(mistakesIn(fault)).toEqual([]);
  });

  it.each([
    [{ kind: "html" }, 'kind "html" is not known'],
    [{ kind: "silence" }, '"pings" is missing'],
    [{ kind: "close", allowReconnect: 1 }, '"allowReconnect" is no boolean'],
    [{ kind: "negotiate_error", status: 200 }, '"status" is not one of 404, 500, 502, 503, 504'],
    [{ kind: "drop", path: "/v1/ws" }, '"path" does not belong here'],
  ])("is refused with the reason: %j", (fault, reason) => {
    expect(mistakesIn(fault)).toEqual([`fault 1: ${reason}`]);
  });

  it("drawn from a seed is valid, the same each time, and of every kind sooner or later", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 50; seed += 1) {
      const plan = randomHubPlan(seed, 1);
      expect(readHubFaultPlan(plan)).toEqual(randomHubPlan(seed, 1));
      for (const { kind } of plan.faults) kinds.add(kind);
    }
    expect(kinds.size).toBe(12);
    expect(randomHubPlan(1, 0).faults).toEqual([]);
    expect(randomHubPlan(1, 0.5).faults).toHaveLength(15);
  });
});
