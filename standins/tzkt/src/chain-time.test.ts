import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { levelAtSeconds, secondsOfLevel, timestampText } from "./chain-time.ts";

const levels = fc.integer({ min: 1, max: 12_000_000 });

describe("the time of a block", () => {
  it.each([
    [109, "2018-06-30T19:30:27Z"],
    [359, "2018-06-30T23:41:42Z"],
    [1_416_383, "2021-04-05T22:44:41Z"],
    [1_461_334, "2021-05-07T14:48:07Z"],
    [1_494_876, "2021-05-31T05:50:38Z"],
    [2_338_084, "2022-05-05T06:29:14Z"],
    [3_414_723, "2023-04-24T09:48:17Z"],
    [5_415_937, "2024-04-11T14:57:49Z"],
  ])("is the recorded one at level %i", (level, time) => {
    expect(timestampText(secondsOfLevel(level))).toBe(time);
  });

  it.each([
    ["Granada", 1_589_248, "2021-08-0"],
    ["Mumbai", 3_268_609, "2023-03-29"],
    ["Paris B", 5_726_209, "2024-06-0"],
    ["Quebec", 7_692_289, "2025-01-2"],
  ])("is near the known day when %s begins", (_name, level, day) => {
    expect(timestampText(secondsOfLevel(level))).toContain(day);
  });

  it("is later than that of the block before", () => {
    fc.assert(
      fc.property(levels, (level) => {
        expect(secondsOfLevel(level + 1)).toBeGreaterThan(secondsOfLevel(level));
      }),
    );
  });

  it("leads back to the level", () => {
    fc.assert(
      fc.property(levels, (level) => {
        const seconds = secondsOfLevel(level);
        expect(levelAtSeconds(seconds)).toBe(level);
        expect(levelAtSeconds(seconds + 1)).toBe(level + 1);
      }),
    );
  });

  it("before the first block leads to the first block", () => {
    expect(levelAtSeconds(0)).toBe(1);
  });

  it("is written in UTC whatever was written before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const expected = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
        expect(timestampText(seconds)).toBe(expected);
      }),
    );
  });
});
