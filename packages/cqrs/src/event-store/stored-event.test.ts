import { describe, expect, it } from "vitest";

import { eventOf, metaOf, readEvent, readMeta } from "./stored-event.ts";

describe("an event of the log", () => {
  it("is put together from its type and its other fields", () => {
    expect(readEvent("Paid", '{"cents":{"$bigint":"5"}}')).toEqual({ type: "Paid", cents: 5n });
    expect(readMeta('{"actor":"ann"}')).toEqual({ actor: "ann" });
  });

  it.each([
    ["null", null],
    ["[1]", [1]],
    ['"text"', "text"],
    ["5", 5],
  ])("%s is none, and no meta either", (text, fields) => {
    expect(() => eventOf("Paid", fields)).toThrow(
      new TypeError(`the log holds an event that is no object: ${text}`),
    );
    expect(() => metaOf(fields)).toThrow(
      new TypeError(`the log holds a meta that is no object: ${text}`),
    );
  });
});
