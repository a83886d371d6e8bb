import { describe, expect, it } from "vitest";

import type { Fault } from "./fault-plan.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { randomFaultPlan } from "./random-fault-plan.ts";
import { BadFaultPlan, readFaultPlan } from "./read-fault-plan.ts";

const PAGE = "/v1/operations/delegations?limit=10";

function met(faults: readonly Fault[], targets: readonly string[], seed = 0): unknown[] {
  const schedule = new FaultSchedule({ seed, faults });
  return targets.map((target) => schedule.next(target)?.kind);
}

function mistakesIn(plan: unknown): readonly string[] {
  try {
    readFaultPlan(plan);
    return [];
  } catch (error) {
    return error instanceof BadFaultPlan ? error.mistakes : ["threw something else"];
  }
}

describe("a fault", () => {
  it("meets the nth request and as many after it as it is told", () => {
    const pages = [PAGE, PAGE, PAGE, PAGE, PAGE];
    expect(met([{ kind: "html", nth: 2, times: 2 }], pages)).toEqual([
      undefined,
      "html",
      "html",
      undefined,
      undefined,
    ]);
  });

  it("meets the first request when it is not told which", () => {
    expect(met([{ kind: "html" }], [PAGE, PAGE])).toEqual(["html", undefined]);
  });

  it("counts only requests of its path", () => {
    const fault: Fault = { kind: "html", path: "/v1/head", nth: 2 };
    expect(met([fault], ["/v1/head", PAGE, "/v1/head"])).toEqual([undefined, undefined, "html"]);
  });

  it("of rows concerns pages only, one of the chain id the head only", () => {
    const count = "/v1/operations/delegations/count";
    expect(met([{ kind: "empty_page" }], [count, "/v1/head", PAGE])).toEqual([
      undefined,
      undefined,
      "empty_page",
    ]);
    expect(met([{ kind: "wrong_chain_id" }], [PAGE, "/v1/head"])).toEqual([
      undefined,
      "wrong_chain_id",
    ]);
  });

  it("gives way to one before it in the plan and comes with the next request", () => {
    expect(met([{ kind: "html" }, { kind: "short_page" }], [PAGE, PAGE])).toEqual([
      "html",
      "short_page",
    ]);
  });

  it("with a probability meets about that share, the same ones for the same seed", () => {
    const pages = Array.from({ length: 1000 }, () => PAGE);
    const fault: Fault = { kind: "html", probability: 0.2, times: 1000 };
    const first = met([fault], pages, 1);
    const hits = first.filter((kind) => kind === "html").length;
    expect(hits).toBeGreaterThan(150);
    expect(hits).toBeLessThan(250);
    expect(met([fault], pages, 1)).toEqual(first);
    expect(met([fault], pages, 2)).not.toEqual(first);
  });
});

describe("a fault plan", () => {
  it.each([
    { faults: [] },
    { seed: 7, faults: [{ kind: "server_error", status: 503, nth: 3, times: 2 }] },
    { faults: [{ kind: "too_many_requests", retryAfter: "date", probability: 0.5 }] },
    { faults: [{ kind: "stall_body", ms: 50, path: "/v1/head" }] },
    { faults: [{ kind: "clock_jump", seconds: -3600 }] },
  ])("is accepted: %j", (plan) => {
    expect(readFaultPlan(plan)).toEqual(plan);
  });

  it.each([
    [null, "it is not an object"],
    [{}, '"faults" is not an array'],
    [{ faults: [], speed: 1 }, '"speed" is not known'],
    [{ faults: [], seed: "a" }, '"seed" is not a whole number'],
    [{ faults: [1] }, "fault 1: it is not an object"],
    [{ faults: [{ kind: "fire" }] }, 'fault 1: kind "fire" is not known'],
    [{ faults: [{ kind: "toString" }] }, 'fault 1: kind "toString" is not known'],
    [{ faults: [{ kind: "stall_body" }] }, 'fault 1: "ms" is missing'],
    [{ faults: [{ kind: "html", ms: 1 }] }, 'fault 1: "ms" does not belong here'],
    [{ faults: [{ kind: "html", valueOf: 1 }] }, 'fault 1: "valueOf" does not belong here'],
    [{ faults: [{ kind: "html", nth: 0 }] }, 'fault 1: "nth" is not a whole number from 1'],
    [{ faults: [{ kind: "html", probability: 2 }] }, '"probability" is not a number from 0 to 1'],
    [{ faults: [{ kind: "html", nth: 1, probability: 1 }] }, "exclude one another"],
    [{ faults: [{ kind: "server_error", status: 404 }] }, "is not one of 500, 502, 503, 504"],
  ])("is refused with the reason: %j", (plan, reason) => {
    expect(mistakesIn(plan).join("; ")).toContain(reason);
  });

  it("is refused with every reason at once", () => {
    expect(mistakesIn({ faults: [{ kind: "fire" }, { kind: "stall_body" }] })).toHaveLength(2);
  });

  it("is refused when it is endless", () => {
    const faults = Array.from({ length: 1001 }, () => ({ kind: "html" }));
    expect(mistakesIn({ faults })).toEqual(["there are more than 1000 faults"]);
  });
});

describe("a random fault plan", () => {
  it("is valid, the same for the same seed, and grows with its intensity", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const plan = randomFaultPlan(seed, 1);
      expect(readFaultPlan(plan)).toEqual(randomFaultPlan(seed, 1));
      expect(plan.faults).toHaveLength(40);
    }
    expect(randomFaultPlan(1, 0).faults).toEqual([]);
    expect(randomFaultPlan(1, 0.5).faults).toHaveLength(20);
    expect(randomFaultPlan(1, 9).faults).toHaveLength(40);
  });

  it("draws every kind sooner or later", () => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 50; seed += 1) {
      for (const { kind } of randomFaultPlan(seed, 1).faults) kinds.add(kind);
    }
    expect(kinds.size).toBe(25);
  });

  it("comes to an end, so that a client that tries again gets through", () => {
    const schedule = new FaultSchedule(randomFaultPlan(3, 1));
    const faults = Array.from({ length: 1000 }, () => schedule.next(PAGE));
    expect(faults.filter((fault) => fault !== undefined).length).toBeGreaterThan(20);
    expect(faults.slice(400).every((fault) => fault === undefined)).toBe(true);
  });
});
