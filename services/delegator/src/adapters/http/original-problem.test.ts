import { describe, expect, it } from "vitest";

import { originalProblem } from "./original-problem.ts";

const PROBLEM = { status: 400, code: "bad_query", title: "Bad Request", detail: "page is wrong" };

function contentType(accept: string): string {
  return originalProblem(PROBLEM, {
    accept,
    method: "GET",
    url: "/xtz/delegations",
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  }).contentType;
}

describe("a problem", () => {
  it.each([
    "application/problem+json",
    "text/html, application/problem+json;q=0.5",
    "Application/Problem+JSON; q=1",
  ])("follows RFC 9457 for those who accept %s", (accept) => {
    expect(contentType(accept)).toBe("application/problem+json");
  });

  it.each([
    "",
    "*/*",
    "application/json",
    "application/problem+json;q=0",
    "application/problem+json; q=0.000",
  ])("is the original's for those who accept %j", (accept) => {
    expect(contentType(accept)).toBe("application/json; charset=utf-8");
  });
});
