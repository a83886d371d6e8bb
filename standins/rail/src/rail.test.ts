import { describe, expect, it } from "vitest";

import { Desk } from "../test/desk.ts";
import { submission, uuid } from "../test/submissions.ts";

const DAY_MS = 86_400_000;
const pace = { acceptMs: 100, settleMs: 1000, returnMs: DAY_MS };

describe("a payment", () => {
  it.each([
    ["TEST-SETTLE", ["received", "accepted", "settled"]],
    ["TEST-REJECT-AC01", ["received", "rejected AC01"]],
    ["TEST-REJECT-AM04", ["received", "accepted", "rejected AM04"]],
    ["TEST-RETURN-AC04", ["received", "accepted", "settled", "returned AC04"]],
    ["TEST-STALL", ["received", "accepted"]],
    ["DE02120300000000202051", ["received", "accepted", "settled"]],
  ])("to %s goes its way", async (account, story) => {
    const desk = await Desk.open({ pace });
    await desk.submit(submission(1, account));
    await desk.advance(10 * DAY_MS);
    expect(await desk.storyOf(uuid(1))).toEqual(story);
  });

  it("goes each step when it is due and not before", async () => {
    const desk = await Desk.open({ pace });
    await desk.submit(submission(1, "TEST-RETURN-AC04"));
    const states: unknown[] = [];
    for (const ms of [99, 1, 999, 1, DAY_MS - 1, 1]) {
      await desk.advance(ms);
      states.push(Object(await desk.get(`/v1/submissions/${uuid(1)}`)).state);
    }
    expect(states).toEqual(["received", "accepted", "accepted", "settled", "settled", "returned"]);
    expect(await desk.get(`/v1/submissions/${uuid(1)}`)).toMatchObject({
      reason_code: "AC04",
      received_at: "2026-01-01T00:00:00.000Z",
      changed_at: "2026-01-02T00:00:01.100Z",
      amount: "12345",
    });
  });

  it("is told where to go when it stands still, once", async () => {
    const desk = await Desk.open({ pace });
    const control = `/control/submissions/${uuid(1)}`;
    await desk.submit(submission(1, "TEST-STALL"));
    await desk.advance(DAY_MS);
    expect(await desk.ask("POST", control, { state: "settled" })).toMatchObject({ status: 204 });
    expect(await desk.ask("POST", control, { state: "settled" })).toMatchObject({ status: 409 });
    const back = { state: "returned", reason_code: "MD07" };
    expect(await desk.ask("POST", control, back)).toMatchObject({ status: 204 });
    expect(await desk.storyOf(uuid(1))).toEqual([
      "received",
      "accepted",
      "settled",
      "returned MD07",
    ]);
  });

  it("does nothing of what was planned once it is told something else", async () => {
    const desk = await Desk.open({ pace });
    await desk.submit(submission(1));
    const no = { state: "rejected", reason_code: "MS03" };
    await desk.ask("POST", `/control/submissions/${uuid(1)}`, no);
    await desk.advance(DAY_MS);
    expect(await desk.storyOf(uuid(1))).toEqual(["received", "rejected MS03"]);
  });

  it.each([
    [uuid(1), { state: "gone" }, 400],
    [uuid(1), { state: "rejected" }, 400],
    [uuid(1), { state: "settled", reason_code: "AC01" }, 400],
    [uuid(1), "[", 400],
    [uuid(1), { state: "returned", reason_code: "AC04" }, 409],
    [uuid(2), { state: "settled" }, 404],
  ])("is not told nonsense: %s %o", async (id, told, status) => {
    const desk = await Desk.open({ pace });
    await desk.submit(submission(1));
    expect(await desk.ask("POST", `/control/submissions/${id}`, told)).toMatchObject({ status });
    expect(await desk.storyOf(uuid(1))).toEqual(["received"]);
  });
});

describe("a repeated submission", () => {
  it("has the same answer whatever became of the first, and moves money once", async () => {
    const desk = await Desk.open({ pace });
    const first = await desk.submit(submission(1));
    await desk.advance(DAY_MS);
    const upper = { ...submission(1), submission_id: uuid(1).toUpperCase() };
    expect(await desk.submit(upper)).toEqual(first);
    await desk.advance(DAY_MS);
    expect(first).toMatchObject({ status: 202, body: { state: "received" } });
    expect(await desk.get("/v1/audit")).toMatchObject({
      submissions: [{ submission_id: uuid(1), state: "settled", received: 2, conflicts: 0 }],
      moved: { EUR: { settled: "12345", returned: "0", net: "12345" } },
    });
  });

  it("with another content is refused, counted, and changes nothing", async () => {
    const desk = await Desk.open({ pace });
    await desk.submit(submission(1));
    const more = { ...submission(1), amount: "12346" };
    expect(await desk.submit(more)).toMatchObject({
      status: 409,
      body: { code: "submission_conflict" },
    });
    await desk.advance(DAY_MS);
    expect(await desk.get("/v1/audit")).toMatchObject({
      submissions: [{ amount: "12345", received: 1, conflicts: 1 }],
      moved: { EUR: { settled: "12345" } },
    });
  });
});

describe("the audit", () => {
  it("sums what settled and what came back by currency, beyond what a number holds", async () => {
    const desk = await Desk.open({ pace });
    const much = "9".repeat(38);
    const payments = [
      submission(1),
      { ...submission(2, "TEST-RETURN-AC04"), amount: "345" },
      { ...submission(3), currency: "CHF", amount: much },
      { ...submission(4), currency: "CHF", amount: "1" },
      submission(5, "TEST-REJECT-AC01"),
      submission(6, "TEST-STALL"),
    ];
    for (const payment of payments) await desk.submit(payment);
    await desk.advance(10 * DAY_MS);
    expect(await desk.get("/v1/audit?limit=1")).toMatchObject({
      count: 6,
      has_more: true,
      moved: {
        CHF: { settled: `1${"0".repeat(38)}`, returned: "0" },
        EUR: { settled: "12690", returned: "345", net: "12345" },
      },
    });
  });

  it("is met by no fault, and is read page by page", async () => {
    const desk = await Desk.open({ pace });
    for (const number of [1, 2, 3]) await desk.submit(submission(number));
    desk.rail.faults.follow({ faults: [{ kind: "unavailable" }] });
    const { submissions, next_cursor: next } = Object(await desk.get("/v1/audit?limit=2"));
    const rest = Object(await desk.get(`/v1/audit?after=${next}`));
    expect([...submissions, ...rest.submissions]).toMatchObject(
      [1, 2, 3].map((number) => ({ submission_id: uuid(number) })),
    );
    expect(rest).toMatchObject({ has_more: false, next_cursor: "3" });
  });
});

describe("the feed of outcomes", () => {
  it("tells every change once, in order, however small the pages", async () => {
    const desk = await Desk.open({ pace });
    for (const number of [1, 2, 3]) await desk.submit(submission(number, "TEST-RETURN-AC04"));
    await desk.advance(10 * DAY_MS);
    const walked: unknown[] = [];
    let after = "";
    for (let hasMore = true; hasMore;) {
      const page = Object(await desk.get(`/v1/outcomes?limit=5&after=${after}`));
      walked.push(...page.outcomes);
      after = page.next_cursor;
      hasMore = page.has_more;
    }
    expect(walked).toEqual(Object(await desk.get("/v1/outcomes?limit=1000")).outcomes);
    expect(walked).toHaveLength(12);
    expect(await desk.get(`/v1/outcomes?after=${after}`)).toEqual({
      outcomes: [],
      next_cursor: "12",
      has_more: false,
    });
  });

  it("shows a late return to whoever has read all before", async () => {
    const desk = await Desk.open({ pace });
    await desk.submit(submission(1, "TEST-RETURN-AC04"));
    await desk.advance(5000);
    const { next_cursor: after } = Object(await desk.get("/v1/outcomes"));
    await desk.advance(DAY_MS);
    expect(await desk.get(`/v1/outcomes?after=${after}`)).toMatchObject({
      outcomes: [{ state: "returned", reason_code: "AC04", at: "2026-01-02T00:00:01.100Z" }],
    });
  });

  it.each(["after=x", "after=-1", "after=2", "limit=0", "limit=1001", "limit=ten"])(
    "refuses %s",
    async (query) => {
      const desk = await Desk.open({ pace });
      await desk.submit(submission(1));
      const answer = await desk.ask("GET", `/v1/outcomes?${query}`);
      expect(answer).toMatchObject({ status: 400 });
    },
  );
});

describe("the clock", () => {
  it("never goes back, even when the machine's does", async () => {
    let nowMs = Date.UTC(2026, 0, 2);
    const desk = await Desk.open({ pace, clock: () => nowMs });
    await desk.submit(submission(1));
    nowMs = Date.UTC(2026, 0, 1);
    await desk.submit(submission(2));
    expect(await desk.get(`/v1/submissions/${uuid(2)}`)).toMatchObject({
      received_at: "2026-01-02T00:00:00.000Z",
    });
  });

  it.each([{ advance_ms: -1 }, { advance_ms: 1.5 }, { advance_ms: "1" }, {}, "["])(
    "is not moved by %o",
    async (body) => {
      const desk = await Desk.open({ pace });
      expect(await desk.ask("POST", "/control/time", body)).toMatchObject({ status: 400 });
      expect(await desk.get("/control/time")).toEqual({
        now: "2026-01-01T00:00:00.000Z",
        ahead_ms: 0,
      });
    },
  );
});

describe("other requests", () => {
  it.each([
    ["GET", "/v1/submissions/unknown"],
    ["DELETE", `/v1/submissions/${uuid(1)}`],
    ["PUT", "/v1/submissions"],
    ["GET", "/v1/submissions"],
    ["GET", "//"],
    ["GET", "/control/"],
  ])("%s %s is 404", async (method, target) => {
    const desk = await Desk.open();
    expect(await desk.ask(method, target)).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  it("refuses what is no submission", async () => {
    const desk = await Desk.open();
    expect(await desk.submit("{")).toMatchObject({ status: 400, body: { code: "malformed" } });
    expect(await desk.get("/v1/audit")).toMatchObject({ count: 0 });
  });
});
