import { describe, expect, it } from "vitest";

import { BadFaultPlan } from "./bad-fault-plan.ts";
import { Bank } from "./bank.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { readFaultPlan } from "./read-fault-plan.ts";

const ID = "ad27e265-9605-4b4b-a0e5-3003ea9cc4dc";
const body = JSON.stringify({
  data: { id: ID, organisation_id: ID, type: "accounts", attributes: { country: "GB" } },
});

function bankUnder(faults: FaultPlan): Bank {
  return new Bank({ profile: "2020", faults, clock: () => Date.UTC(2026, 0, 1) });
}

const create = (bank: Bank) =>
  bank.deliver({ method: "POST", target: "/v1/organisation/accounts", headers: {}, body });

async function isThere(bank: Bank): Promise<boolean> {
  const target = `/v1/organisation/accounts/${ID}`;
  const { answer } = await bank.deliver({ method: "GET", target, headers: {}, body: "" });
  return answer !== "dropped" && answer.status === 200;
}

describe("a fault", () => {
  it.each([
    ["before", false],
    ["after", true],
  ] as const)("drops the answer %s the work", async (when, isDone) => {
    const bank = bankUnder({ faults: [{ kind: "dropped", when, times: 1 }] });
    expect(await create(bank)).toEqual({ answer: "dropped", delayMs: 0 });
    expect(await isThere(bank)).toBe(isDone);
  });

  it.each([
    ["before", false],
    ["after", true],
  ] as const)("is a web page of the proxy %s the work", async (when, isDone) => {
    const bank = bankUnder({ faults: [{ kind: "server_error", status: 502, when, times: 1 }] });
    const { answer } = await create(bank);
    expect(answer).toMatchObject({ status: 502, body: expect.stringContaining("<html>") });
    expect(await isThere(bank)).toBe(isDone);
  });

  it("delays an answer that is right", async () => {
    const bank = bankUnder({ faults: [{ kind: "delay", ms: 5, times: 1 }] });
    expect(await create(bank)).toMatchObject({ answer: { status: 201 }, delayMs: 5 });
  });

  it.each([
    [{}, undefined],
    [{ retryAfterSeconds: 3 }, "3"],
    [{ retryAfterSeconds: 3, as: "date" }, "Thu, 01 Jan 2026 00:00:03 GMT"],
  ] as const)("refuses a request too many and says when to come back: %o", async (more, header) => {
    const bank = bankUnder({ faults: [{ kind: "too_many_requests", ...more, times: 1 }] });
    const { answer } = await create(bank);
    expect(answer).toMatchObject({ status: 429 });
    expect(answer === "dropped" ? "" : answer.headers?.["retry-after"]).toBe(header);
    expect(await isThere(bank)).toBe(false);
  });

  it("strikes requests of its method, so many times, and the first one wins", () => {
    const schedule = new FaultSchedule({
      faults: [
        { kind: "delay", ms: 1, method: "POST", times: 1 },
        { kind: "delay", ms: 2, times: 2 },
      ],
    });
    const struck = ["GET", "POST", "POST", "POST"].map((method) => schedule.next(method));
    expect(struck.map((fault) => (fault?.kind === "delay" ? fault.ms : 0))).toEqual([2, 1, 2, 0]);
  });

  it("strikes by chance as the seed has it, the same each time", () => {
    const plan: FaultPlan = { seed: 7, faults: [{ kind: "delay", ms: 1, probability: 0.3 }] };
    const run = () => {
      const schedule = new FaultSchedule(plan);
      return Array.from({ length: 1000 }, () => schedule.next("GET") !== undefined);
    };
    const struck = run().filter(Boolean).length;
    expect(run()).toEqual(run());
    expect(struck).toBeGreaterThan(250);
    expect(struck).toBeLessThan(350);
  });
});

describe("the control route", () => {
  const control = async (bank: Bank, method: string, body = "") => {
    const { answer } = await bank.deliver({ method, target: "/__bank/faults", headers: {}, body });
    return answer === "dropped" ? answer : `${answer.status} ${answer.body}`;
  };

  it("changes the plan of a bank that runs, and meets no fault itself", async () => {
    const bank = bankUnder({ faults: [{ kind: "dropped", when: "before" }] });
    const plan = '{"faults":[{"kind":"delay","ms":9}]}';
    expect(await control(bank, "PUT", plan)).toBe(`200 ${plan}`);
    expect(await control(bank, "GET")).toBe(`200 ${plan}`);
    expect(await create(bank)).toMatchObject({ delayMs: 9 });
    expect(await control(bank, "DELETE")).toBe("204 ");
    expect(await create(bank)).toMatchObject({ delayMs: 0 });
  });

  it("says what is wrong with a plan", async () => {
    const bank = bankUnder({ faults: [] });
    expect(await control(bank, "PUT", "{")).toContain("400");
    expect(await control(bank, "PUT", "[]")).toContain("a plan is");
    expect(await control(bank, "POST")).toContain("405");
  });
});

describe("a plan of faults", () => {
  it.each([
    [{}, "faults must be a list"],
    [{ faults: [1] }, "a fault is an object with a kind"],
    [{ faults: [], more: 1 }, "more is not known here"],
    [{ faults: [{ kind: "fire" }] }, "kind must be"],
    [{ faults: [{ kind: "delay" }] }, "ms is missing"],
    [{ faults: [{ kind: "delay", ms: -1 }] }, "ms must be a whole number"],
    [{ faults: [{ kind: "dropped" }] }, "when is missing"],
    [{ faults: [{ kind: "server_error", status: 501 }] }, "status must be 500 or 502"],
    [{ faults: [{ kind: "server_error" }] }, "status is missing"],
    [{ faults: [{ kind: "delay", ms: 1, probability: 2 }] }, "probability must be from 0 to 1"],
    [{ faults: [{ kind: "delay", ms: 1, method: "PUT" }] }, "method must be"],
    [{ faults: [{ kind: "delay", ms: 1, when: "after" }] }, "when is not known here"],
    [{ faults: [], seed: 0.5 }, "seed must be a whole number"],
  ])("that makes no sense is refused: %o", (plan, message) => {
    expect(() => readFaultPlan(plan)).toThrow(BadFaultPlan);
    expect(() => readFaultPlan(plan)).toThrow(message);
  });

  it("is read whole", () => {
    const plan = {
      seed: 3,
      faults: [
        { kind: "too_many_requests", retryAfterSeconds: 1, as: "date", times: 2 },
        { kind: "server_error", status: 500, when: "after", probability: 0.5 },
        { kind: "dropped", when: "before", method: "POST" },
      ],
    };
    expect(readFaultPlan(plan)).toEqual(plan);
  });
});
