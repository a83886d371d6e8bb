import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cursors, type CursorScope } from "./cursors.ts";

const secret = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const subject = cursors([secret(2), secret(1)]);
const mine: CursorScope = {
  list: "transfers",
  tenant: "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
  filter: { account: "1", status: ["open"] },
};
const KEY = ["2026-11-26T12:00:00.000Z", "0191"];

const problem = (code: string) =>
  expect.objectContaining({ code, problem: expect.objectContaining({ status: 400, code }) });
const INVALID = problem("invalid_cursor");

describe("a cursor", () => {
  it("opens to its sort key, fits into a URL, and is the same each time", () => {
    const sortKey = fc.array(fc.string({ maxLength: 10, unit: "grapheme" }), { maxLength: 4 });
    fc.assert(
      fc.property(sortKey, (key) => {
        const cursor = subject.seal(key, mine);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(cursor).toBe(subject.seal(key, mine));
        expect(subject.open(cursor, mine)).toEqual(key);
      }),
    );
  });

  it("does not mind in what order a filter is told, nor how a tenant is written", () => {
    const { tenant, list } = mine;
    const same = { list, tenant: tenant.toUpperCase(), filter: { status: ["open"], account: "1" } };
    expect(subject.open(subject.seal(KEY, mine), same)).toEqual(KEY);
  });

  it.each([{}, { account: "2", status: ["open"] }, { account: "1" }])(
    "does not go with another filter: %j",
    (filter) => {
      const open = () => subject.open(subject.seal(KEY, mine), { ...mine, filter });
      expect(open).toThrow(problem("cursor_mismatch"));
    },
  );

  it.each([{ list: "accounts" }, { tenant: "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb" }])(
    "is none elsewhere, whatever the filter: %j",
    (other) => {
      const cursor = subject.seal(KEY, mine);
      expect(() => subject.open(cursor, { ...mine, ...other, filter: {} })).toThrow(INVALID);
    },
  );

  it("is none with one bit changed", () => {
    const bytes = Buffer.from(subject.seal(KEY, mine), "base64url");
    for (let bit = 0; bit < bytes.byteLength * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => subject.open(changed.toString("base64url"), mine)).toThrow(INVALID);
    }
  });

  it.each(["", "a", "1", "AQ", "A".repeat(5_000), `${subject.seal(KEY, mine)}=`, "é"])(
    "is none: %s",
    (cursor) => {
      expect(() => subject.open(cursor, mine)).toThrow(INVALID);
    },
  );

  it("is none, whatever else is sent", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(() => subject.open(text, mine)).toThrow(INVALID);
      }),
    );
  });

  it("outlives a change of secrets", () => {
    const old = cursors([secret(1)]).seal(KEY, mine);
    expect(subject.open(old, mine)).toEqual(KEY);
    expect(() => cursors([secret(2)]).open(old, mine)).toThrow(INVALID);
    expect(cursors([secret(2)]).open(subject.seal(KEY, mine), mine)).toEqual(KEY);
  });

  it("has a sort key that fits", () => {
    const longest = ["x".repeat(508)];
    expect(subject.open(subject.seal(longest, mine), mine)).toEqual(longest);
    expect(() => subject.seal(["x".repeat(509)], mine)).toThrow(RangeError);
  });

  it.each([[[]], [[new Uint8Array(31)]], [[secret(1), new Uint8Array(0)]]])(
    "needs long secrets",
    (secrets) => {
      expect(() => cursors(secrets)).toThrow(RangeError);
    },
  );
});
