import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { BUCKETS, bucketStart, bucketStarts, earlierStart, nextStart } from "./bucket.ts";
import { formatUtc, parseUtc } from "./utc-time.ts";

function at(text: string): number {
  return parseUtc(`${text}T00:00:00Z`) ?? Number.NaN;
}

const time = fc.integer({ min: at("2018-01-01"), max: at("2100-01-01") });
const bucket = fc.constantFrom(...BUCKETS);

describe("buckets of time", () => {
  it.each([
    ["day", "2020-02-29", "2020-02-29", "2020-03-01"],
    ["week", "2021-01-03", "2020-12-28", "2021-01-04"],
    ["week", "2021-01-04", "2021-01-04", "2021-01-11"],
    ["month", "2020-02-29", "2020-02-01", "2020-03-01"],
    ["month", "2021-12-31", "2021-12-01", "2022-01-01"],
    ["year", "2020-12-31", "2020-01-01", "2021-01-01"],
  ] as const)("the %s of %s begins on %s, the next one on %s", (kind, day, start, next) => {
    expect(bucketStart(kind, at(day) + 86_399)).toBe(at(start));
    expect(nextStart(kind, at(start))).toBe(at(next));
  });

  it("lie side by side, and each time lies in the one it belongs to", () => {
    fc.assert(
      fc.property(bucket, time, (kind, second) => {
        const start = bucketStart(kind, second);
        const next = nextStart(kind, start);
        return (
          start <= second &&
          second < next &&
          bucketStart(kind, next) === next &&
          bucketStart(kind, next - 1) === start &&
          earlierStart(kind, next, 1) === start
        );
      }),
    );
  });

  it("weeks begin on Mondays", () => {
    fc.assert(
      fc.property(time, (second) => new Date(bucketStart("week", second) * 1000).getUTCDay() === 1),
    );
  });

  it("are listed as far as they hold a part of the span, and no more than asked for", () => {
    const span = { from: at("2020-12-31"), to: at("2021-02-01") };
    expect(bucketStarts("month", span, 2)?.map(formatUtc)).toEqual([
      "2020-12-01T00:00:00Z",
      "2021-01-01T00:00:00Z",
    ]);
    expect(bucketStarts("month", span, 1)).toBeUndefined();
    expect(bucketStarts("month", { from: span.to, to: span.from }, 1)).toEqual([]);
  });
});
