import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalJson } from "./canonical-json.ts";
import { InvalidValue } from "./invalid-value.ts";
import { fromJsonText } from "./json-text.ts";

describe("canonical JSON", () => {
  it("is what RFC 8785 says, section 3.2.2", () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "€$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts names by UTF-16 units, as section 3.2.3 does", () => {
    const names = ["€", "\r", "\ufb33", "😀", "\u0080", "ö"];
    const value = Object.fromEntries(names.map((name) => [name, 0]));
    const sorted = ["\r", "\u0080", "ö", "€", "😀", "\ufb33"];
    expect(Object.keys(JSON.parse(canonicalJson(value)))).toEqual(sorted);
    expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe('{"a":{"c":3,"d":2},"b":1}');
  });

  it("writes -0 as 0 and a bigint as a tagged text", () => {
    expect(canonicalJson([-0, 1.1, -5n, 10n ** 30n])).toBe(
      '[0,1.1,{"$bigint":"-5"},{"$bigint":"1000000000000000000000000000000"}]',
    );
  });

  it("is the same for equal values, and is read back as what was written", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.bigInt()), (json, amounts) => {
        const plain: unknown = JSON.parse(JSON.stringify(json));
        const text = canonicalJson({ plain, amounts });
        expect(fromJsonText(text)).toEqual({ plain, amounts });
        expect(canonicalJson(fromJsonText(text))).toBe(text);
      }),
    );
  });

  it.each([
    [undefined, "", "undefined has no JSON form"],
    [{ a: [1, { b: Number.NaN }] }, "a[1].b", "NaN is no JSON number"],
    [{ a: { at: new Date(0) } }, "a.at", "is an instance of a class, not a plain object"],
    [[["\udfff"]], "[0][0]", "holds a lone surrogate"],
    [{ "\0": 1 }, "\0", "holds a NUL character"],
    [{ f: Object }, "f", "function has no JSON form"],
    [{ $bigint: "05", a: { $bigint: "5" } }, "a", "would be read back as a bigint"],
    [{ a: { $bigint: "-12" } }, "a", "would be read back as a bigint"],
  ])("refuses %j and names the place", (value, path, reason) => {
    expect(() => canonicalJson(value)).toThrow(InvalidValue);
    const message = `${path === "" ? "the value" : path}: ${reason}`;
    const told = { name: "InvalidValue", code: "invalid_value", path, reason, message };
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining(told));
  });

  it("takes a value that is nested 64 times, and refuses a deeper one", () => {
    const nested = (levels: number): unknown => (levels === 1 ? [] : [nested(levels - 1)]);
    expect(canonicalJson(nested(64))).toBe("[".repeat(64) + "]".repeat(64));
    expect(() => canonicalJson(nested(65))).toThrow(/^(\[0\]){64}: is nested deeper than 64$/);
  });

  it.each(["x5", "5x", "05", "-0", "-", "+5", "1.5", ""])(
    "takes %j beside the tag of a bigint for what it is, a text",
    (text) => {
      const value = { $bigint: text };
      expect(fromJsonText(canonicalJson(value))).toEqual(value);
    },
  );

  it("takes the tag of a bigint for a field like any other where it is not alone", () => {
    const value = { $bigint: "5", a: 1 };
    expect(fromJsonText(canonicalJson(value))).toEqual(value);
  });

  it("a mistake of whoever made the value is not taken for one in it", () => {
    const value = {
      deep: {
        get total(): number {
          throw new RangeError("no total");
        },
      },
    };
    expect(() => canonicalJson(value)).toThrow(new RangeError("no total"));
  });

  it("escapes what has to be escaped wherever it stands, in short texts and in long ones", () => {
    const characters = Array.from({ length: 0x100 }, (_, at) => String.fromCharCode(at + 1));
    const texts = [1, 2, 63, 64, 65, 200].flatMap((length) => {
      const rest = "x".repeat(length - 1);
      return characters.flatMap((character) => [`${character}${rest}`, `${rest}${character}`]);
    });
    // ECMAScript's own writer is what RFC 8785 asks for, section 3.2.2.2.
    const wrong = texts.filter((text) => canonicalJson(text) !== JSON.stringify(text));
    expect(wrong).toEqual([]);
  });

  it("takes an object without a prototype", () => {
    expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  });
});
