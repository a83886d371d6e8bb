import type { RequestRecord } from "@holdfast/standin-tzkt";
import { expect, it } from "vitest";

import { countRequests } from "./count-requests.ts";

function request(time: number, query: string, status = 200): RequestRecord {
  return { time, method: "GET", path: "/v1/operations/delegations", query, status, bytes: 0 };
}

const RECORDS = [
  request(1, "id.gt=1"),
  request(5, "id.gt=1"),
  request(6, "id.gt=2"),
  request(7, "id.gt=1", 429),
  request(9, "id.gt=3"),
];

it("counts what came in during the span, refusals told apart", () => {
  expect(countRequests(RECORDS, { fromMs: 5, untilMs: 7 })).toEqual({
    count: 3,
    refused: 1,
    unprepared: 1,
  });
});

it("takes a page for prepared only when it was asked for before the span", () => {
  expect(countRequests(RECORDS, { fromMs: 0, untilMs: 9 }).unprepared).toBe(5);
  expect(countRequests(RECORDS, { fromMs: 9, untilMs: 9 }).unprepared).toBe(1);
});
