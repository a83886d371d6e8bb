import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseIdempotencyKey } from "./idempotency-key.ts";

const MISSING = { code: "idempotency_key_missing" };
const INVALID = { code: "idempotency_key_invalid" };

describe("the header Idempotency-Key", () => {
  it.each([
    ["8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    [String.raw`"a\"b\\c"`, String.raw`a"b\c`],
    [String.raw`a"b\c`, String.raw`a"b\c`],
    ["!", "!"],
    ["a;b=c", "a;b=c"],
    ["k".repeat(255), "k".repeat(255)],
    [`"${"k".repeat(255)}"`, "k".repeat(255)],
  ])("%s is the key %s", (header, key) => {
    expect(parseIdempotencyKey(header)).toEqual({ key });
  });

  it.each([
    "",
    '""',
    '"',
    '"a',
    '"a"b"',
    String.raw`"a\b"`,
    String.raw`"a\"`,
    '"a";p=1',
    "a,b",
    '"a,b"',
    "a b",
    '"a b"',
    "a\tb",
    "a\u007f",
    "ä",
    '"ä"',
    "k".repeat(256),
    `"${"k".repeat(256)}"`,
    '"a", "a"',
  ])("%j is invalid", (header) => {
    expect(parseIdempotencyKey(header)).toEqual(INVALID);
  });

  it("may be absent, or twice there", () => {
    expect(parseIdempotencyKey(undefined)).toEqual(MISSING);
    expect(parseIdempotencyKey(["a", "b"])).toEqual(INVALID);
  });

  it("is the same key with quotes and without", () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).filter((code) => code !== 0x2c);
    const key = fc
      .array(visible, { minLength: 1, maxLength: 255 })
      .map((codes) => String.fromCharCode(...codes))
      .filter((text) => !text.startsWith('"'));
    fc.assert(
      fc.property(key, (text) => {
        const quoted = `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
        expect(parseIdempotencyKey(text)).toEqual({ key: text });
        expect(parseIdempotencyKey(quoted)).toEqual({ key: text });
      }),
    );
  });
});
