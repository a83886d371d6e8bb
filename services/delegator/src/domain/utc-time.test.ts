import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatUtc, newYear, parseUtc, yearOf } from "./utc-time.ts";

/** The JavaScript engine's own calendar is the peer. */
const seconds = fc.integer({
  min: Date.UTC(1970, 0, 1) / 1000,
  max: Date.UTC(2199, 11, 31) / 1000,
});

function engineIso(time: number): string {
  return new Date(time * 1000).toISOString().replace(".000Z", "Z");
}

describe("UTC time", () => {
  it("reads what the engine writes", () => {
    fc.assert(fc.property(seconds, (time) => parseUtc(engineIso(time)) === time));
  });

  it("writes what the engine writes", () => {
    fc.assert(fc.property(seconds, (time) => formatUtc(time) === engineIso(time)));
  });

  it("knows the year the engine knows", () => {
    fc.assert(
      fc.property(seconds, (time) => yearOf(time) === new Date(time * 1000).getUTCFullYear()),
    );
  });

  it.each([1970, 1999, 2000, 2018, 2020, 2021, 2024, 2025, 2100, 2101])(
    "turns the year %i at its first second",
    (year) => {
      expect(newYear(year)).toBe(Date.UTC(year, 0, 1) / 1000);
      expect(yearOf(newYear(year))).toBe(year);
      expect(yearOf(newYear(year) - 1)).toBe(year - 1);
    },
  );

  it.each([
    ["the last second of a leap day", "2020-02-29T23:59:59Z", Date.UTC(2020, 1, 29, 23, 59, 59)],
    ["the day after a leap day", "2020-03-01T00:00:00Z", Date.UTC(2020, 2, 1)],
    ["a leap day every 400 years", "2000-02-29T00:00:00Z", Date.UTC(2000, 1, 29)],
    ["the last second of a year", "2018-12-31T23:59:59Z", Date.UTC(2018, 11, 31, 23, 59, 59)],
    ["the first delegation", "2018-06-30T19:30:27Z", Date.UTC(2018, 5, 30, 19, 30, 27)],
  ])("reads %s", (_name, text, milliseconds) => {
    expect(parseUtc(text)).toBe(milliseconds / 1000);
  });

  it.each([
    ["nothing", ""],
    ["a day only", "2018-06-30"],
    ["a local offset", "2018-06-30T19:30:27+00:00"],
    ["another zone mark", "2018-06-30T19:30:27z"],
    ["milliseconds", "2018-06-30T19:30:27.5Z"],
    ["a space for the T", "2018-06-30 19:30:27Z"],
    ["a slash in the day", "2018/06-30T19:30:27Z"],
    ["a slash later in the day", "2018-06/30T19:30:27Z"],
    ["a dot in the clock", "2018-06-30T19.30:27Z"],
    ["a dot later in the clock", "2018-06-30T19:30.27Z"],
    ["letters in the year", "20a8-06-30T19:30:27Z"],
    ["letters in the month", "2018-o6-30T19:30:27Z"],
    ["letters in the day", "2018-06-3oT19:30:27Z"],
    ["letters in the hour", "2018-06-30T1o:30:27Z"],
    ["letters in the minute", "2018-06-30T19:3o:27Z"],
    ["letters in the second", "2018-06-30T19:30:2oZ"],
    ["a sign for a digit", "2018-06-30T19:30:+7Z"],
    ["month 0", "2018-00-30T19:30:27Z"],
    ["month 13", "2018-13-30T19:30:27Z"],
    ["day 0", "2018-06-00T19:30:27Z"],
    ["a day the month does not have", "2018-06-31T19:30:27Z"],
    ["a leap day in a common year", "2019-02-29T00:00:00Z"],
    ["a leap day in a common century", "2100-02-29T00:00:00Z"],
    ["day 32", "2018-01-32T00:00:00Z"],
    ["hour 24", "2018-06-30T24:00:00Z"],
    ["minute 60", "2018-06-30T19:60:27Z"],
    ["second 60", "2018-06-30T19:30:60Z"],
  ])("refuses %s", (_name, text) => {
    expect(parseUtc(text)).toBeUndefined();
  });
});
