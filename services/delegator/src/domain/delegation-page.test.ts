import { describe, expect, it } from "vitest";

import { delegation, delegations } from "../../test/in-memory/delegations.ts";
import { DelegationPage, HASH_LENGTH } from "./delegation-page.ts";
import { STATUSES } from "./delegation.ts";

const INTERNAL = delegation(7, {
  nonce: 3,
  initiator: "KT1XRAGQEbUqqagjX9j7RbvpUe7ZwF29DnM2",
  prevBaker: "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS",
  newBaker: null,
  amount: Number.MAX_SAFE_INTEGER,
  counter: 2 ** 40,
});

function hashOf(number: number): string {
  return `o${String(number).repeat(HASH_LENGTH - 1)}`;
}

describe("a page of delegations", () => {
  it("gives back the rows it was made of", () => {
    const rows = [...delegations(6), INTERNAL];
    expect([...DelegationPage.of(rows)]).toEqual(rows);
  });

  it.each(STATUSES)("keeps the status %s", (status) => {
    const rows = [delegation(1, { status })];
    expect([...DelegationPage.of(rows)]).toEqual(rows);
  });

  it("holds each address once", () => {
    const { addresses } = DelegationPage.of([INTERNAL, INTERNAL]).columns;
    expect(addresses).toHaveLength(new Set(addresses).size);
    expect(addresses).toContain(INTERNAL.initiator);
  });

  it("is asked for a row by its index, also from the end", () => {
    const rows = delegations(3);
    const page = DelegationPage.of(rows);
    expect([0, 2, -1, -3].map((at) => page.at(at))).toEqual([rows[0], rows[2], rows[2], rows[0]]);
    expect([3, -4].map((at) => page.at(at))).toEqual([undefined, undefined]);
  });

  it("gives a stretch of its rows, and none where the ends cross", () => {
    const rows = delegations(6);
    const page = DelegationPage.of(rows);
    expect([...page.between(2, 5)]).toEqual(rows.slice(2, 5));
    expect([...page.between(0, 6)]).toEqual(rows);
    expect([...page.between(4, 9)]).toEqual(rows.slice(4));
    for (const [from, to] of [
      [4, 2],
      [7, 9],
    ] as const) {
      expect(page.between(from, to)).toHaveLength(0);
    }
  });

  it("gives its rows the other way round, and stays as it is", () => {
    const rows = [INTERNAL, ...delegations(3).map((row, at) => ({ ...row, hash: hashOf(at) }))];
    const page = DelegationPage.of(rows);
    expect([...page.reversed()]).toEqual(rows.toReversed());
    expect([...page]).toEqual(rows);
  });

  it("may be empty", () => {
    const page = DelegationPage.of([]);
    expect(page.length).toBe(0);
    expect([...page]).toEqual([]);
    expect(page.at(-1)).toBeUndefined();
  });
});
