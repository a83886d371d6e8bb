import { expect, test } from "vitest";

import { BinaryArray, RecordArray, textArray } from "./binary-array.ts";

/** As `array_send` writes them: dimensions, nulls, type, length, lower bound; then length and bytes of each. */
function words(bytes: Buffer): string {
  return bytes.toString("hex").replace(/.{8}/g, "$& ").trimEnd();
}

test("texts carry their length in bytes, whatever they are written with", () => {
  expect(words(textArray(["aaaa", "€€€€"]))).toBe(
    "00000001 00000000 00000019 00000002 00000001 " +
      "00000004 61616161 0000000c e282ace2 82ace282 ace282ac",
  );
});

test("an array without elements has no dimension", () => {
  expect(words(textArray([]))).toBe("00000000 00000000 00000019");
});

test("a null has no bytes, and the array says that it holds one", () => {
  const array = new BinaryArray("int4");
  array.int4(-1);
  array.null();
  expect(words(array.toBuffer())).toBe(
    "00000001 00000001 00000017 00000002 00000001 00000004 ffffffff ffffffff",
  );
});

test("a timestamp counts microseconds from 2000, before it as well", () => {
  const array = new BinaryArray("timestamptz");
  array.timestamp(Date.UTC(2000, 0, 1) + 1);
  array.timestamp(Date.UTC(2000, 0, 1) - 1);
  array.timestamp(Date.UTC(2026, 10, 25));
  const bytes = array.toBuffer();
  const at = (index: number): bigint => bytes.readBigInt64BE(24 + index * 12);
  expect([at(0), at(1), at(2)]).toEqual([1_000n, -1_000n, 848_880_000_000_000n]);
});

test("grows beyond its first room", () => {
  const long = "x".repeat(10_000);
  const bytes = textArray([long, "y"]);
  expect(bytes.length).toBe(20 + 4 + long.length + 4 + 1);
  expect(bytes.toString("latin1", 24, 24 + long.length)).toBe(long);
});

test.each([
  ["an integer", () => new BinaryArray("int4").int4(2 ** 31)],
  ["an integer", () => new BinaryArray("int4").int4(0.5)],
  ["a smallint", () => new BinaryArray("int2").int2(32_768)],
  ["a time", () => new BinaryArray("timestamptz").timestamp(Number.NaN)],
  ["a uuid", () => new BinaryArray("uuid").uuid("00000000-0000-4000-8000-00000000000g")],
  ["a uuid", () => new BinaryArray("uuid").uuid("00000000-0000-4000-8000-0000000000")],
  ["a uuid", () => new BinaryArray("uuid").uuid("00000000-0000-4000-8000-00000000000000")],
])("what is no such value is refused: %s", (_name, write) => {
  expect(write).toThrow(RangeError);
});

test("rows have as many columns as their type", () => {
  const rows = new RecordArray(2);
  rows.next();
  rows.int8(1n);
  expect(() => rows.toBuffer()).toThrow("1 columns of 2 were written");
  expect(() => rows.int8(2n ** 63n)).toThrow(RangeError);
});
