import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cursorToken, readCursorToken } from "./cursor-token.ts";

const SCOPE = { year: 2021, filter: { status: "failed" } } as const;
const DAMAGED = { message: "invalid cursor: damaged, or not given by this service" };

const cursors = fc.record({
  id: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  towards: fc.constantFrom("older" as const, "newer" as const),
});

describe("a cursor", () => {
  it("is read back as it was given", () => {
    fc.assert(
      fc.property(cursors, (cursor) => {
        const token = cursorToken(SCOPE, cursor);
        expect(token).toMatch(/^[\w-]+$/);
        expect(readCursorToken(SCOPE, token)).toEqual(cursor);
      }),
    );
  });

  it("is damaged when any character of it is another", () => {
    const token = cursorToken(SCOPE, { id: 2 ** 40, towards: "older" });
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === "A" ? "B" : "A";
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(readCursorToken(SCOPE, changed)).toEqual(DAMAGED);
    }
  });

  it("is damaged when it is any other text", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(readCursorToken(SCOPE, text)).toEqual(DAMAGED);
      }),
    );
  });

  it("belongs to one list only", () => {
    const token = cursorToken({ year: undefined, filter: {} }, { id: 1, towards: "older" });
    expect(readCursorToken(SCOPE, token)).toEqual({
      message: "invalid cursor: belongs to a list with other filters",
    });
  });
});
