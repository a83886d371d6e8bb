import { describe, expect, it } from "vitest";

import { parseDatetime } from "./datetime.ts";
import { readCountFilter, readDelegationQuery } from "./delegation-query.ts";

function mistakesOf(text: string): Record<string, string> {
  const read = readDelegationQuery(new URLSearchParams(text));
  return "mistakes" in read ? Object.fromEntries(read.mistakes) : {};
}

describe("a query", () => {
  it.each([
    ["level=abc", "level", "Invalid integer value."],
    ["level.ge=2147483648", "level.ge", "Invalid integer value."],
    ["id.gt=9223372036854775808", "id.gt", "Invalid integer value."],
    ["id=1.5", "id", "Invalid integer value."],
    ["level.in=1,x", "level.in", "List contains invalid integer value."],
    ["level.in=,", "level.in", "List should contain at least one item."],
    ["timestamp.ge=yesterday", "timestamp.ge", "Invalid datetime value."],
    ["timestamp=2021-02-30", "timestamp", "Invalid datetime value."],
    ["status=done", "status", "Invalid operation status."],
    ["sender=tz1short", "sender", "Invalid account address."],
    ["newDelegate.in=tz1short", "newDelegate.in", "List contains invalid account address."],
    ["sender.null=perhaps", "sender.null", "Invalid boolean value."],
    ["limit=10001", "limit", "The field limit must be between 0 and 10000."],
    ["limit=-1", "limit", "The field limit must be between 0 and 10000."],
    ["offset=-1", "offset", "The value must be greater than or equal to 0."],
    ["offset.pg=-1", "offset.pg", "The value must be greater than or equal to 0."],
    ["sort=timestamp", "sort", "Sorting by the specified field is not allowed."],
    ["select=,", "select", "List should contain at least one item."],
    [
      "sender.eqx=initiator",
      "sender.eqx",
      "The 'sender' field can be compared with the 'prevDelegate' or 'newDelegate' field only.",
    ],
    ["quote=usd", "quote", "Not served by the stand-in."],
    ["anyof.sender.initiator=x", "anyof.sender.initiator", "Not served by the stand-in."],
  ])("with %s is refused", (text, name, reason) => {
    expect(mistakesOf(text)).toEqual({ [name]: reason });
  });

  it("names every parameter that is wrong, but the field to sort by only when nothing else is", () => {
    expect(mistakesOf("level=x&limit=10001&sort=timestamp")).toEqual({
      level: "Invalid integer value.",
      limit: "The field limit must be between 0 and 10000.",
    });
  });

  it.each([
    "",
    "level=",
    "limit=0",
    "limit=10000",
    "unknown=1",
    "status.in=whatever",
    "id.gt=9007199254740993",
    "level=+5",
    "sort=bakerFee",
    "sort.desc=gasUsed",
  ])("with %s is accepted", (text) => {
    expect(mistakesOf(text)).toEqual({});
  });

  it("counts a plain value rather than the same with .eq, and the first of several", () => {
    const read = readDelegationQuery(new URLSearchParams("level=1&level.eq=2&level=3"));
    expect("value" in read && read.value.filter.level).toEqual([{ mode: "eq", value: 1 }]);
  });

  it("prefers select.values, and ascending over descending", () => {
    const text = "select=id,level&select.values=id,hash&sort.desc=id&sort.asc=level";
    const read = readDelegationQuery(new URLSearchParams(text));
    expect("value" in read && read.value.page.projection.mode).toBe("arrays");
    expect("value" in read && read.value.page.sort).toEqual({
      column: "level",
      isDescending: false,
    });
  });

  it("for a number of rows knows level and timestamp only", () => {
    const wrong = readCountFilter(new URLSearchParams("level=x&sender=y"));
    expect("mistakes" in wrong && [...wrong.mistakes.keys()]).toEqual(["level"]);
  });
});

describe("a point in time", () => {
  it.each([
    ["2021-01-01", 1_609_459_200],
    ["2020-02-20T02:40:57Z", 1_582_166_457],
    ["2020-02-20T02:40:57", 1_582_166_457],
    ["2020-02-20 02:40:57", 1_582_166_457],
    ["2020-02-20T02:40:57.5Z", 1_582_166_457.5],
    ["2020-02-20T04:40:57+02:00", 1_582_166_457],
    ["2020-02-19T21:10:57-05:30", 1_582_166_457],
    ["2020-02-20T02:40z", 1_582_166_400],
  ])("is read from %s", (text, seconds) => {
    expect(parseDatetime(text)).toBe(seconds);
  });

  it.each(["", "now", "2021", "2021-13-01", "2021-02-29", "2021-01-01T25:00:00Z", "1609459200"])(
    "is not read from %j",
    (text) => {
      expect(parseDatetime(text)).toBeUndefined();
    },
  );
});
