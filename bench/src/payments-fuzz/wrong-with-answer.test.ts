import { describe, expect, it } from "vitest";

import type { WireAnswer } from "./wire-answer.ts";
import { wrongWithAnswer } from "./wrong-with-answer.ts";

const transfers = { method: "POST", target: "/v1/transfers" };
const problem = {
  type: "about:blank",
  title: "Not Found",
  status: 404,
  instance: "urn:uuid:0199c1f0-0000-7000-8000-000000000001",
  code: "account_not_found",
  retryable: false,
  trace_id: "0199c1f0000070008000000000000001",
};

function answer(status: number, body: unknown, type = "application/problem+json"): WireAnswer {
  const headers = new Map([["content-type", type]]);
  return { status, headers, body: JSON.stringify(body), isOpen: true };
}

describe("an answer", () => {
  it.each<readonly [string, WireAnswer]>([
    ["a problem", answer(404, problem)],
    ["a problem with all there may be", answer(404, { ...problem, detail: "x", params: {} })],
    ["a problem with mistakes", answer(404, { ...problem, errors: [{ in: "body", code: "x" }] })],
    ["what was done", answer(201, { id: "x" }, "application/json; charset=utf-8")],
    ["a text", { ...answer(200, ""), headers: new Map([["content-type", "text/plain"]]) }],
  ])("is as it should be: %s", (_what, given) => {
    expect(wrongWithAnswer(transfers, given)).toBeUndefined();
  });

  it.each<readonly [RegExp, WireAnswer | string]>([
    [/^no answer: reset$/, "reset"],
    [/^500 /, answer(500, { ...problem, status: 500 })],
    [/^503 /, answer(503, { ...problem, status: 503 })],
    [/of type application\/json/, answer(404, problem, "application/json")],
    [/no problem at all/, answer(404, "x")],
    [/wrong code/, answer(404, { ...problem, code: "Not Found" })],
    [/wrong retryable/, answer(404, { ...problem, retryable: undefined })],
    [/wrong trace_id/, answer(404, { ...problem, trace_id: "" })],
    [/wrong errors/, answer(404, { ...problem, errors: [1] })],
    [/wrong stack/, answer(404, { ...problem, stack: "at x" })],
    [/of another status/, answer(409, problem)],
    [/^200 with /, { ...answer(200, {}, "application/json"), body: "{" }],
    [/of type application\/json/, answer(404, { code: 404, message: "x" }, "application/json")],
  ])("is wrong: %s", (sentence, given) => {
    expect(wrongWithAnswer(transfers, given)).toMatch(sentence);
  });

  it("of GopherPay's routes has a form of its own, and none has a body that is not asked for", () => {
    const theirs = answer(404, { code: 404, message: "x" }, "application/json; charset=utf-8");
    const target = "/api/v1/accounts";
    expect(wrongWithAnswer({ method: "GET", target }, theirs)).toBeUndefined();
    const bare = { ...answer(404, ""), body: "" };
    expect(wrongWithAnswer({ method: "HEAD", target: "/v1" }, bare)).toBeUndefined();
  });
});
