import { describe, expect, it } from "vitest";

import {
  commandMismatch,
  invalid,
  streamClosed,
  tooLarge,
  versionConflict,
} from "./append-outcome.ts";
import { OutcomeUnknown } from "./outcome-unknown.ts";
import { Overloaded } from "./overloaded.ts";

describe("a store that appends nothing", () => {
  const conflict = { streamId: "a-1", expected: 3, actual: 4 };
  const culprit = { path: "events", command: 2 };
  it.each([
    [
      versionConflict(conflict),
      {
        code: "version_conflict",
        sentence: "a-1 is at version 4, expected was 3: load it and decide again",
        data: conflict,
      },
    ],
    [
      streamClosed("a-1"),
      {
        code: "stream_closed",
        sentence: "a-1 is closed: begin a new stream",
        data: { streamId: "a-1" },
      },
    ],
    [
      tooLarge(10, culprit),
      {
        code: "too_large",
        sentence: "events is larger than 10: split it into several requests",
        data: { ...culprit, limit: 10 },
      },
    ],
    [
      invalid(culprit, "is empty"),
      { code: "invalid", sentence: "events is empty: correct it", data: culprit },
    ],
    [
      commandMismatch("c"),
      {
        code: "command_mismatch",
        sentence: "c is the id of another command: take a new one",
        data: { commandId: "c" },
      },
    ],
  ])("says why, and what to do: %j", (refusal, told) => {
    expect(refusal).toEqual(told);
  });

  it("tells whoever may send it again", () => {
    expect(new Overloaded(7)).toMatchObject({
      name: "Overloaded",
      code: "overloaded",
      retryAfterSeconds: 1,
      message: "7 appends already wait: try again in 1 s",
    });
    const cause = new RangeError("reset");
    expect(new OutcomeUnknown(cause)).toMatchObject({
      name: "OutcomeUnknown",
      code: "outcome_unknown",
      message: "the append may have happened: send the same command again to learn it",
      cause,
    });
  });
});
