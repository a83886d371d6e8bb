import { describe, expect, it } from "vitest";

import { delegationKind } from "./delegation-kind.ts";

const sender = "tz1sender";

describe("the kind of a delegation", () => {
  it.each([
    ["register", "a baker delegates to itself", null, sender],
    ["register", "a baker registers again", sender, sender],
    ["undelegate", "no new baker is named", "tz1old", null],
    ["undelegate", "there was no baker either", null, null],
    ["delegate", "there was no baker before", null, "tz1new"],
    ["redelegate", "another baker is chosen", "tz1old", "tz1new"],
    ["refresh", "the same baker is chosen again", "tz1old", "tz1old"],
  ] as const)("is %s when %s", (kind, _why, prevBaker, newBaker) => {
    expect(delegationKind({ sender, prevBaker, newBaker, status: "applied" })).toBe(kind);
  });

  it.each(["failed", "backtracked", "skipped"] as const)(
    "is none when the operation was %s",
    (status) => {
      expect(delegationKind({ sender, prevBaker: null, newBaker: "tz1new", status })).toBeNull();
    },
  );
});
