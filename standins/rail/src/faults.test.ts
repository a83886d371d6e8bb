import { describe, expect, it } from "vitest";

import { Desk } from "../test/desk.ts";
import { submission, uuid } from "../test/submissions.ts";
import type { Fault, FaultPlan } from "./fault-plan.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { readFaultPlan } from "./read-fault-plan.ts";

const DAY_MS = 86_400_000;

async function receivedBy(desk: Desk): Promise<number> {
  const { submissions } = Object(await desk.get("/v1/audit"));
  return submissions[0]?.received ?? 0;
}

describe("a fault of a request", () => {
  it.each<readonly [Fault["kind"], string, unknown, number]>([
    ["unavailable", "BUSY", expect.objectContaining({ status: 503 }), 0],
    ["error_after", "FAIL", expect.objectContaining({ status: 500 }), 1],
    ["answer_lost", "LOST", "dropped", 1],
    ["request_lost", "DROP", "dropped", 0],
  ])("%s, and TEST-%s", async (kind, word, heard, received) => {
    const planned = await Desk.open({ faults: readFaultPlan({ faults: [{ kind, times: 1 }] }) });
    const steered = await Desk.open();
    for (const [desk, account] of [[planned], [steered, `TEST-${word}`]] as const) {
      expect(await desk.submit(submission(1, account))).toEqual(heard);
      expect(await receivedBy(desk)).toBe(received);
      expect(await desk.submit(submission(1, account))).toMatchObject({ status: 202 });
      expect(await receivedBy(desk)).toBe(received + 1);
    }
  });

  it("tells when to come back", async () => {
    const faults: FaultPlan = { faults: [{ kind: "unavailable", retryAfterSeconds: 3 }] };
    const { rail } = await Desk.open({ faults });
    const request = { method: "GET", target: "/v1/outcomes", body: "" };
    const { answer } = await rail.deliver(request);
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "3" } });
  });

  it("delays an answer that is right", async () => {
    const { rail } = await Desk.open({ faults: { faults: [{ kind: "answer_late", ms: 5 }] } });
    const body = JSON.stringify(submission(1));
    const delivery = await rail.deliver({ method: "POST", target: "/v1/submissions", body });
    expect(delivery).toMatchObject({ answer: { status: 202 }, delayMs: 5 });
  });

  it("tells outcomes again, and yet gets on", async () => {
    const desk = await Desk.open();
    for (const number of [1, 2, 3, 4]) await desk.submit(submission(number));
    desk.rail.faults.follow({ faults: [{ kind: "outcomes_again", count: 2 }] });
    const cursorsAt = async (query: string) => {
      const { outcomes, next_cursor: next } = Object(await desk.get(`/v1/outcomes?${query}`));
      return [outcomes.map(({ cursor }: { readonly cursor: string }) => Number(cursor)), next];
    };
    expect(await cursorsAt("after=3")).toEqual([[2, 3, 4], "4"]);
    expect(await cursorsAt("after=1")).toEqual([[1, 2, 3, 4], "4"]);
    expect(await cursorsAt("after=2&limit=1")).toEqual([[3], "3"]);
    expect(await desk.get(`/v1/submissions/${uuid(1)}`)).toMatchObject({ state: "received" });
  });

  it("strikes requests of its method, so many times, and the first one wins", () => {
    const schedule = new FaultSchedule({
      faults: [
        { kind: "answer_late", ms: 1, method: "POST", times: 1 },
        { kind: "answer_late", ms: 2, times: 2 },
      ],
    });
    const struck = ["GET", "POST", "POST", "POST"].map((method, at) =>
      schedule.answerFault({ method, about: "x", nth: at }),
    );
    const late = struck.map((fault) => (fault?.kind === "answer_late" ? fault.ms : 0));
    expect(late).toEqual([2, 1, 2, 0]);
  });
});

describe("chance", () => {
  const plan: FaultPlan = {
    seed: 7,
    faults: [
      { kind: "answer_lost", probability: 0.2, method: "POST" },
      { kind: "reject", probability: 0.3 },
      { kind: "return", probability: 0.3 },
    ],
  };

  /** How each of many payments was heard of at first, and what became of it. */
  async function storiesOf(order: readonly number[], seed: number): Promise<readonly string[]> {
    const desk = await Desk.open({ faults: { ...plan, seed } });
    const stories: string[] = [];
    for (const number of order) {
      const answer = await desk.submit(submission(number));
      stories.push(`${uuid(number)} ${answer === "dropped"}`);
    }
    await desk.advance(10 * DAY_MS);
    const { submissions } = Object(await desk.get("/v1/audit"));
    return order
      .map((_, at) => `${stories[at]} ${submissions[at].state} ${submissions[at].reason_code}`)
      .toSorted((one, other) => (one < other ? -1 : 1));
  }

  const order = Array.from({ length: 100 }, (_, at) => at);

  it("is the same for the same seed, whichever payment comes first", async () => {
    const stories = await storiesOf(order, 7);
    expect(await storiesOf(order.toReversed(), 7)).toEqual(stories);
    expect(await storiesOf(order, 8)).not.toEqual(stories);
  });

  it("strikes about as often as it should, for several reasons", () => {
    const schedule = new FaultSchedule(plan);
    const ids = Array.from({ length: 2000 }, (_, at) => uuid(at));
    const fates = ids.map((id) => schedule.fateOf(id)?.kind);
    expect(fates.filter((kind) => kind === "reject").length / 2000).toBeCloseTo(0.3, 1);
    expect(fates.filter((kind) => kind === "return").length / 2000).toBeCloseTo(0.21, 1);
    expect(new Set(ids.map((id) => Math.floor(schedule.fractionFor(id) * 6))).size).toBe(6);
  });

  it("strikes requests about as often, about different payments and each time anew", () => {
    const faults: readonly Fault[] = [{ kind: "answer_lost", probability: 0.2 }];
    const schedule = new FaultSchedule({ seed: 7, faults });
    const share = (subjects: readonly { readonly about: string; readonly nth: number }[]) => {
      const struck = subjects.filter(
        (subject) => schedule.answerFault({ method: "POST", ...subject }) !== undefined,
      );
      return struck.length / subjects.length;
    };
    const numbers = Array.from({ length: 1000 }, (_, at) => at);
    expect(share(numbers.map((number) => ({ about: uuid(number), nth: 1 })))).toBeCloseTo(0.2, 1);
    expect(share(numbers.map((number) => ({ about: uuid(1), nth: number })))).toBeCloseTo(0.2, 1);
  });

  it("does not reach payments to the accounts of the tests", async () => {
    const desk = await Desk.open({ faults: { faults: [{ kind: "reject", reason: "AC01" }] } });
    await desk.submit(submission(1, "TEST-SETTLE"));
    await desk.submit(submission(2));
    await desk.advance(DAY_MS);
    expect(await desk.storyOf(uuid(1))).toEqual(["received", "accepted", "settled"]);
    expect(await desk.storyOf(uuid(2))).toEqual(["received", "rejected AC01"]);
  });

  it("leaves payments alone that came before the plan", async () => {
    const desk = await Desk.open();
    await desk.submit(submission(1));
    await desk.ask("PUT", "/control/faults", { faults: [{ kind: "reject" }] });
    await desk.submit(submission(1));
    await desk.advance(DAY_MS);
    expect(await desk.storyOf(uuid(1))).toEqual(["received", "accepted", "settled"]);
  });

  it("slows down, or returns, as late as the plan says", async () => {
    const faults: readonly Fault[] = [
      { kind: "slow", ms: 5000, times: 1 },
      { kind: "return", ms: 10 },
    ];
    const desk = await Desk.open({ faults: { faults }, pace: { acceptMs: 0, settleMs: 1000 } });
    await desk.submit(submission(1));
    await desk.submit(submission(2));
    const states = async () =>
      Promise.all(
        [1, 2].map(async (n) => Object(await desk.get(`/v1/submissions/${uuid(n)}`)).state),
      );
    await desk.advance(1009);
    expect(await states()).toEqual(["accepted", "settled"]);
    await desk.advance(1);
    expect(await states()).toEqual(["accepted", "returned"]);
    await desk.advance(4990);
    expect(await states()).toEqual(["settled", "returned"]);
  });
});

describe("a plan of faults", () => {
  it("is put, shown and ended, whatever it does to requests", async () => {
    const desk = await Desk.open();
    const plan = { seed: 3, faults: [{ kind: "unavailable" }] };
    expect(await desk.ask("PUT", "/control/faults", plan)).toEqual({ status: 200, body: plan });
    expect(await desk.ask("GET", "/v1/outcomes")).toMatchObject({ status: 503 });
    expect(await desk.get("/control/faults")).toEqual(plan);
    expect(await desk.ask("DELETE", "/control/faults")).toMatchObject({ status: 204 });
    expect(await desk.ask("GET", "/v1/outcomes")).toMatchObject({ status: 200 });
  });

  it("may name every member there is", () => {
    const faults = [
      { kind: "unavailable", method: "POST", probability: 0.5, retryAfterSeconds: 1, times: 1 },
      { kind: "answer_late", ms: 1 },
      { kind: "outcomes_again", count: 1 },
      { kind: "reject", reason: "AC01" },
      { kind: "return", reason: "AC04", ms: 1 },
      { kind: "stall" },
      { kind: "slow", ms: 1 },
    ];
    expect(readFaultPlan({ seed: 1, faults })).toEqual({ seed: 1, faults });
  });

  it.each([
    [[], "a plan is"],
    [{}, "faults must be a list"],
    [{ faults: [], more: 1 }, "more is not known here"],
    [{ faults: [], seed: -1 }, "seed must be"],
    [{ faults: ["reject"] }, "a fault is an object"],
    [{ faults: [{ kind: "other" }] }, "kind must be"],
    [{ faults: [{ kind: "stall", probability: 2 }] }, "probability must be"],
    [{ faults: [{ kind: "stall", times: 0.5 }] }, "times must be"],
    [{ faults: [{ kind: "stall", reason: "AC01" }] }, "reason is not known here"],
    [{ faults: [{ kind: "reject", reason: "X" }] }, "reason must be"],
    [{ faults: [{ kind: "reject", ms: 1 }] }, "ms is not known here"],
    [{ faults: [{ kind: "reject", method: "POST" }] }, "method is not known here"],
    [{ faults: [{ kind: "slow", reason: "AC01" }] }, "reason is not known here"],
    [{ faults: [{ kind: "answer_lost", ms: 1 }] }, "ms is not known here"],
    [{ faults: [{ kind: "unavailable", count: 1 }] }, "count is not known here"],
    [{ faults: [{ kind: "answer_late", ms: 600_001 }] }, "ms must be"],
    [{ faults: [{ kind: "answer_late", method: "PUT" }] }, "method must be"],
    [{ faults: [{ kind: "outcomes_again", ms: 1 }] }, "ms is not known here"],
  ])("is not %o", async (plan, mistake) => {
    const desk = await Desk.open();
    expect(await desk.ask("PUT", "/control/faults", plan)).toEqual({
      status: 400,
      body: { code: "bad_fault_plan", message: expect.stringContaining(mistake) },
    });
  });
});
