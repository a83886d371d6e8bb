import { describe, expect, it } from "vitest";

import type { Submission } from "../../application/rail.ts";
import { railClient } from "./rail-client.ts";
import type { RailFault } from "./rail-fault.ts";

const ID = "9f0b7c52-8a7d-4c08-8f5e-1a9d3c6b2e04";
const submission: Submission = {
  id: ID,
  amount: 300n,
  currency: "USD",
  creditor: { name: "Bob", account: "SECRET-CREDITOR" },
  debtor: { name: "Ann", account: "SECRET-DEBTOR" },
  reference: "invoice 7",
};
const receipt = { submission_id: ID, rail_reference: "RL1", state: "received" };

type Answer = () => Response | Promise<Response>;
const json =
  (status: number, body: unknown): Answer =>
  () =>
    Response.json(body, { status });
const text =
  (status: number, body: string): Answer =>
  () =>
    new Response(body, { status });
const lost: Answer = () => Promise.reject(new TypeError("fetch failed"));

/** A rail that gives these answers, one after another; what it was asked, and what was complained about. */
function railOf(...answers: readonly Answer[]) {
  const asked: { readonly url: string; readonly init: RequestInit | undefined }[] = [];
  const faults: RailFault[] = [];
  const rests: number[] = [];
  const rail = railClient({
    url: "http://rail.test/base/",
    async fetch(url, init) {
      const answer = answers[asked.length];
      asked.push({ url: url instanceof Request ? url.url : new URL(url).href, init });
      if (answer === undefined) throw new RangeError("asked too often");
      return answer();
    },
    timeoutMs: 1_000,
    sleep: async (ms) => rests.push(ms),
    random: () => 0.5,
    onFault: (fault) => faults.push(fault),
  });
  return { rail, asked, faults, rests };
}

const { signal } = new AbortController();

describe("a submission", () => {
  it("is given to the rail as it is", async () => {
    const { rail, asked } = railOf(json(202, receipt));
    expect(await rail.submit(submission, signal)).toEqual({ outcome: "received", ref: "RL1" });
    expect(asked).toMatchObject([
      { url: "http://rail.test/base/v1/submissions", init: { method: "POST", redirect: "manual" } },
    ]);
    expect(JSON.parse(`${Object(asked[0]?.init?.body)}`)).toEqual({
      submission_id: ID,
      amount: "300",
      currency: "USD",
      creditor: { name: "Bob", account: "SECRET-CREDITOR" },
      debtor: { name: "Ann", account: "SECRET-DEBTOR" },
      reference: "invoice 7",
    });
  });

  it("is sent the same bytes again, once, where there was no answer", async () => {
    const { rail, asked, rests } = railOf(lost, json(202, receipt));
    expect(await rail.submit(submission, signal)).toMatchObject({ outcome: "received" });
    expect(asked[1]?.init?.body).toBe(asked[0]?.init?.body);
    expect(rests).toEqual([250]);
  });

  it.each([
    ["no answer twice", [lost, lost]],
    ["a page of a proxy", [text(503, "<html>busy</html>")]],
    ["an error after the work", [json(500, { code: "internal" })]],
    ["a rail that is full", [json(503, { code: "full" })]],
    ["a receipt without a reference", [json(202, { state: "received" })]],
    ["a receipt that is no JSON", [text(202, "ok")]],
    ["another success", [json(200, receipt)]],
    ["a 400 of a proxy", [text(400, "bad request")]],
    ["a 400 of another kind", [json(400, { code: "odd" })]],
    ["a 409 of another kind", [json(409, { code: "busy" })]],
    ["no permission", [json(403, { code: "forbidden" })]],
    ["a 404", [json(404, { code: "not_found" })]],
    ["a redirect", [text(302, "")]],
    ["an endless answer", [text(202, "x".repeat(1_100_000)), text(202, "x".repeat(1_100_000))]],
  ])("is in doubt after %s", async (_what, answers) => {
    const { rail, asked, faults } = railOf(...answers);
    expect(await rail.submit(submission, signal)).toEqual({ outcome: "unknown" });
    expect(asked).toHaveLength(answers.length);
    expect(faults).toHaveLength(1);
    const said = String(faults[0]) + String(faults[0]?.cause) + String(faults[0]?.stack);
    expect(said).not.toMatch(/SECRET|Bob|Ann/);
  });

  it.each([
    [400, "malformed", { outcome: "refused", code: "malformed" }],
    [409, "submission_conflict", { outcome: "conflict" }],
  ])("that the rail itself refuses with %i %s is refused", async (status, code, expected) => {
    const { rail, faults } = railOf(json(status, { code, message: "no" }));
    expect(await rail.submit(submission, signal)).toEqual(expected);
    expect(faults).toEqual([]);
  });

  it("is not repeated when nobody waits any more", async () => {
    const over = new AbortController();
    const { rail, asked } = railOf(() => {
      over.abort(new RangeError("stopping"));
      return lost();
    });
    await expect(rail.submit(submission, over.signal)).rejects.toThrow("stopping");
    expect(asked).toHaveLength(1);
  });
});

describe("the state of a submission", () => {
  const settled = { ...receipt, state: "settled" };

  it("is told with the reason, if there is one", async () => {
    const { rail, asked } = railOf(
      json(200, settled),
      json(200, {
        ...receipt,
        submission_id: ID.toUpperCase(),
        state: "rejected",
        reason_code: "AC04",
      }),
    );
    expect(await rail.ask(ID, signal)).toEqual({
      outcome: "found",
      ref: "RL1",
      state: "settled",
      reason: "",
    });
    expect(await rail.ask(ID, signal)).toMatchObject({ state: "rejected", reason: "AC04" });
    expect(asked[0]?.url).toBe(`http://rail.test/base/v1/submissions/${ID}`);
  });

  it("is not found only where the rail says so", async () => {
    const { rail } = railOf(json(404, { code: "not_found" }), text(404, "<html>"));
    expect(await rail.ask(ID, signal)).toEqual({ outcome: "not_found" });
    expect(await rail.ask(ID, signal)).toEqual({ outcome: "unknown" });
  });

  it.each([
    ["another submission", json(200, { ...settled, submission_id: "other" })],
    ["a state nobody knows", json(200, { ...settled, state: "lost" })],
    ["an error", text(500, "oops")],
  ])("is unknown after an answer with %s", async (_what, answer) => {
    const { rail, faults } = railOf(answer);
    expect(await rail.ask(ID, signal)).toEqual({ outcome: "unknown" });
    expect(faults).toHaveLength(1);
  });
});

describe("the feed of outcomes", () => {
  const line = { cursor: "1", ...receipt, reason_code: null, at: "2026-01-01T00:00:00.000Z" };

  it("is read from a cursor on", async () => {
    const page = { outcomes: [line], next_cursor: "1", has_more: true };
    const { rail, asked } = railOf(json(200, page), json(200, page));
    expect(await rail.outcomes(undefined, signal)).toEqual({
      outcomes: [{ submission: ID, ref: "RL1", state: "received", reason: "" }],
      next: "1",
      hasMore: true,
    });
    await rail.outcomes("a&b", signal);
    expect(asked.map(({ url }) => url)).toEqual([
      "http://rail.test/base/v1/outcomes?limit=100",
      "http://rail.test/base/v1/outcomes?limit=100&after=a%26b",
    ]);
  });

  it.each([
    ["an unknown cursor", json(400, { code: "unknown_cursor" })],
    [
      "half a page",
      json(200, { outcomes: [{ ...line, state: "?" }], next_cursor: "1", has_more: false }),
    ],
  ])("fails for %s", async (_what, answer) => {
    const { rail } = railOf(answer);
    await expect(rail.outcomes("7", signal)).rejects.toMatchObject({ code: "rail_fault" });
  });
});
