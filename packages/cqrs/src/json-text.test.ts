import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fromJsonText, toJsonText } from "./json-text.ts";

describe("the JSON text of an event", () => {
  it("writes a bigint as a tagged text", () => {
    expect(toJsonText({ type: "Paid", cents: -500n })).toBe(
      '{"type":"Paid","cents":{"$bigint":"-500"}}',
    );
  });

  it("is read back to the last digit", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.bigInt()), (value, amounts) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(fromJsonText(toJsonText({ plain, amounts }))).toEqual({ plain, amounts });
      }),
    );
  });

  it.each(['{"$bigint":"1.5"}', '{"$bigint":5}', '{"$bigint":"05"}', '{"$bigint":"5","a":1}'])(
    "takes nothing else for a bigint: %s",
    (text) => {
      expect(fromJsonText(text)).toEqual(JSON.parse(text));
    },
  );
});
