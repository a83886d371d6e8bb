import { describe, expect, expectTypeOf, it } from "vitest";

import { BUILT_IN } from "./built-in-problems.ts";
import { HttpProblem } from "./http-problem.ts";
import type { ProblemMap } from "./problem-map.ts";
import { problemOf } from "./problem-of.ts";

class Conflict extends Error {
  readonly code = "version_conflict";
  readonly actual: bigint;
  constructor(actual: bigint) {
    super("internal words");
    this.actual = actual;
  }
}

class Gone extends Error {
  readonly code = "page_gone";
}

const problems: ProblemMap<Conflict | Gone> = {
  version_conflict: ({ actual }) => ({
    status: 409,
    title: "someone else was faster",
    params: { actual },
  }),
  page_gone: { status: 410, code: "gone", title: "the page is gone" },
};

const coded = (code: string): Error => Object.assign(new RangeError("secret words"), { code });

describe("problemOf", () => {
  it("maps a typed error by its code, which is the problem's code too", () => {
    expect(problemOf(new Conflict(7n), problems)).toEqual({
      code: "version_conflict",
      status: 409,
      title: "someone else was faster",
      params: { actual: 7n },
    });
  });

  it("lets a definition choose another code", () => {
    expect(problemOf(new Gone(), problems)).toMatchObject({ status: 410, code: "gone" });
  });

  it("demands a definition for every code of the union", () => {
    expectTypeOf<keyof ProblemMap<Conflict | Gone>>().toEqualTypeOf<
      "version_conflict" | "page_gone"
    >();
  });

  it("answers a thrown problem as it is", () => {
    const problem = { status: 422, code: "insufficient_funds", title: "not enough" };
    expect(problemOf(new HttpProblem(problem), problems)).toBe(problem);
  });

  it.each(["database_unavailable", "database_overloaded"])("answers %s with 503", (code) => {
    expect(problemOf(coded(code), {})).toMatchObject({
      status: 503,
      code,
      headers: { "retry-after": "1" },
    });
  });

  it.each(Object.values(BUILT_IN).filter(({ status }) => status === 503))(
    "says when to come again wherever that helps: $code",
    (problem) => {
      expect(problem).toMatchObject({ headers: { "retry-after": "1" } });
    },
  );

  it.each([
    [7, "7"],
    [0.5, "1"],
    [-1, "1"],
    ["9", "1"],
  ])("asks to come again when the error says, in whole seconds: %j", (seconds, header) => {
    const error = Object.assign(coded("database_unavailable"), { retryAfterSeconds: seconds });
    expect(problemOf(error, {})).toMatchObject({ headers: { "retry-after": header } });
  });

  it("lets a service map a code the kit knows", () => {
    const own = { database_overloaded: { status: 429, title: "busy" } };
    expect(problemOf(coded("database_overloaded"), own)).toMatchObject({ status: 429 });
  });

  it.each([
    new TypeError("secret words"),
    coded("23505"),
    coded("FST_ERR_SOMETHING_NEW"),
    coded("toString"),
    "secret words",
    null,
    undefined,
    42n,
    { code: "version_conflict", statusCode: 418, message: "secret words" },
    Object.assign(new TypeError("secret words"), { statusCode: 404 }),
  ])("says nothing of an unknown error: %s", (error) => {
    const problem = problemOf(error, problems);
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(problem)).not.toContain("secret");
  });
});
