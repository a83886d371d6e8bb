import type { Delegation } from "../../src/domain/delegation.ts";

const SENDER = "tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd";
const BAKER = "tz1g7Vk9dxDALJUp4w1UTnC41ssvRa7Q4XyS";
const HASH = "ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b";
const FIRST_YEAR = 2018;
const YEARS = 8;

/** The row with this number, from 1: ids and levels ascend, ten levels apart. */
export function delegation(number: number, change: Partial<Delegation> = {}): Delegation {
  return {
    id: number * 2 ** 20,
    level: number * 10,
    time: Date.UTC(FIRST_YEAR) / 1000 + number,
    year: FIRST_YEAR,
    hash: HASH,
    counter: number,
    nonce: -1,
    sender: SENDER,
    initiator: null,
    amount: number * 100,
    prevBaker: null,
    newBaker: BAKER,
    status: "applied",
    ...change,
  };
}

/** So many rows, shared evenly among the years 2018 to 2025. */
export function delegations(count: number): readonly Delegation[] {
  return Array.from({ length: count }, (_, index) => {
    const year = FIRST_YEAR + Math.floor((index * YEARS) / count);
    return delegation(index + 1, { year, time: Date.UTC(year) / 1000 + index });
  });
}
