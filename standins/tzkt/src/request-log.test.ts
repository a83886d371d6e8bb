import { describe, expect, it } from "vitest";

import { busiestSecond, RequestLog, type RequestRecord } from "./request-log.ts";

function requestAt(time: number, status = 200): RequestRecord {
  return { time, method: "GET", path: "/v1/head", query: "", status, bytes: 0 };
}

describe("the log of requests", () => {
  it("shows what is added and what completes it", () => {
    const log = new RequestLog();
    const complete = log.add(requestAt(5, 0));
    expect(log.records).toEqual([requestAt(5, 0)]);
    complete({ status: 200, bytes: 12 });
    expect(log.records).toEqual([{ ...requestAt(5), bytes: 12 }]);
  });
});

describe("the busiest second", () => {
  it.each([
    ["no requests", [], 0],
    ["requests within a second", [0, 500, 999], 3],
    ["a request a second after the first", [0, 1000], 1],
    ["a crowd over the border of a clock second", [900, 950, 1000, 1850, 1950], 4],
  ])("counts %s", (_what, times, most) => {
    expect(busiestSecond(times.map((time) => requestAt(time)))).toBe(most);
  });

  it("leaves out requests that were refused", () => {
    expect(busiestSecond([requestAt(0), requestAt(1, 429), requestAt(2)])).toBe(2);
  });
});
