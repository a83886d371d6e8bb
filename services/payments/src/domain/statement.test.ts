import { describe, expect, it } from "vitest";

import { NO_COUNTERS } from "./counters.ts";
import { type AccountEntry, statementOf } from "./statement.ts";

const entry = (
  version: bigint,
  more: Partial<AccountEntry> & Pick<AccountEntry, "kind" | "side" | "amount">,
): AccountEntry => ({
  version,
  transfer: `t${version}`,
  counterparty: "bob",
  recordedAt: "2026-01-01T00:00:00.000Z",
  counters: NO_COUNTERS,
  ...more,
});
const counters = (debitsPending: bigint, debitsPosted: bigint, creditsPosted: bigint) => ({
  debitsPending,
  debitsPosted,
  creditsPending: 0n,
  creditsPosted,
});

/** 10.00 come, 6.00 are held, 2.50 of it is posted. */
const entries = [
  entry(1n, { kind: "posted", side: "credit", amount: 1_000n, counters: counters(0n, 0n, 1_000n) }),
  entry(2n, { kind: "pending", side: "debit", amount: 600n, counters: counters(600n, 0n, 1_000n) }),
  entry(3n, { kind: "post", side: "debit", amount: 250n, counters: counters(0n, 250n, 1_000n) }),
];

describe("a statement", () => {
  it("begins and ends with balances that all changes lie between", () => {
    const { opening, lines, closing } = statementOf("credit", NO_COUNTERS, entries);
    expect(opening).toEqual({ posted: 0n, available: 0n, pending: 0n });
    expect(closing).toEqual({ posted: 750n, available: 750n, pending: 750n });
    expect(lines.map(({ change }) => change)).toEqual([1_000n, 0n, -250n]);
  });

  it("tells what was moved, what is held more, and what there is after it", () => {
    const { lines } = statementOf("credit", NO_COUNTERS, entries);
    expect(lines.map(({ amount, held }) => [amount, held])).toEqual([
      [1_000n, 0n],
      [0n, 600n],
      [250n, -600n],
    ]);
    expect(lines[1]).toEqual({
      version: 2n,
      transfer: "t2",
      kind: "pending",
      side: "debit",
      amount: 0n,
      held: 600n,
      change: 0n,
      counterparty: "bob",
      recordedAt: "2026-01-01T00:00:00.000Z",
      after: { posted: 1_000n, available: 400n, pending: 400n },
    });
  });

  it("goes on where another one has ended", () => {
    const [first, ...rest] = entries;
    const { opening, closing } = statementOf("credit", first?.counters ?? NO_COUNTERS, rest);
    expect(opening.posted).toBe(1_000n);
    expect(closing.posted).toBe(750n);
  });

  it("of what is our own is seen from the other side", () => {
    const { lines, closing } = statementOf("debit", NO_COUNTERS, entries);
    expect(lines.map(({ change }) => change)).toEqual([-1_000n, 0n, 250n]);
    expect(closing.posted).toBe(-750n);
  });

  it("of nothing is nothing", () => {
    const { opening, lines, closing } = statementOf("credit", counters(0n, 1n, 8n), []);
    expect(lines).toEqual([]);
    expect(closing).toEqual(opening);
    expect(closing.posted).toBe(7n);
  });

  it.each([
    ["posted", 5n],
    ["post", 5n],
    ["reversal", 5n],
    ["pending", 0n],
    ["void", 0n],
    ["expiry", 0n],
  ] as const)("%s moves %s of 5", (kind, amount) => {
    const { lines } = statementOf("credit", NO_COUNTERS, [
      entry(1n, { kind, side: "credit", amount: 5n }),
    ]);
    expect(lines[0]).toMatchObject({ amount, change: amount });
  });

  it("tells what is held on the side of its entry", () => {
    const before = { ...NO_COUNTERS, debitsPending: 3n };
    const after = { ...before, creditsPending: 9n };
    const line = entry(1n, { kind: "pending", side: "credit", amount: 9n, counters: after });
    expect(statementOf("credit", before, [line]).lines[0]?.held).toBe(9n);
  });
});
