import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodeBase58, encodeBase58 } from "./base58.ts";

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The conversion as it is defined, digit by digit; slow and obviously right. */
function longhand(bytes: Uint8Array, length: number): string {
  let number = BigInt(`0x00${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  while (number > 0n) {
    text = DIGITS.charAt(Number(number % 58n)) + text;
    number /= 58n;
  }
  return text.padStart(length, "1");
}

describe("base58", () => {
  it("writes any bytes as the definition does, and reads them back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const length = Math.ceil(bytes.length * 1.366);
        const text = encodeBase58(bytes, length);
        expect(text).toBe(longhand(bytes, length));
        const back = Buffer.alloc(bytes.length);
        expect(decodeBase58(text, back)).toBe(true);
        expect([...back]).toEqual([...bytes]);
      }),
    );
  });

  it("reads the largest number that fits and refuses the next one", () => {
    const largest = encodeBase58(new Uint8Array(4).fill(255), 6);
    const next = encodeBase58(Uint8Array.of(1, 0, 0, 0, 0), 6);
    const bytes = Buffer.alloc(4);
    expect(decodeBase58(largest, bytes)).toBe(true);
    expect([...bytes]).toEqual([255, 255, 255, 255]);
    expect(decodeBase58(next, bytes)).toBe(false);
  });

  it("overwrites what the buffer held before", () => {
    const bytes = Buffer.alloc(5, 255);
    expect(decodeBase58("2", bytes)).toBe(true);
    expect([...bytes]).toEqual([0, 0, 0, 0, 1]);
  });

  it("refuses a character that is no digit wherever it stands", () => {
    for (const text of ["0zzzzz", "zz0zzz", "zzzzz0", "zzlzzz", "zz zzz", "zzézzz"]) {
      expect(decodeBase58(text, Buffer.alloc(8))).toBe(false);
    }
  });

  it("does not write a number that has more digits than asked for", () => {
    expect(() => encodeBase58(Uint8Array.of(58), 1)).toThrow(RangeError);
    expect(encodeBase58(Uint8Array.of(58), 2)).toBe("21");
  });
});
