import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Agenda } from "./agenda.ts";

describe("an agenda", () => {
  it("has the earliest first, and of the same moment the one that was put down first", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), (times) => {
        const agenda = new Agenda();
        for (const [at, dueMs] of times.entries()) agenda.put(`${at}`, dueMs);
        const expected = times
          .map((dueMs, at) => ({ id: `${at}`, dueMs }))
          .toSorted((one, other) => one.dueMs - other.dueMs);
        const taken = times.map(() => {
          const { next } = agenda;
          agenda.drop();
          return { id: next?.id, dueMs: next?.dueMs };
        });
        expect(taken).toEqual(expected);
        expect(agenda.next).toBeUndefined();
      }),
    );
  });
});
