import { addressKind, isOperationHash } from "@holdfast/tezos";
import { describe, expect, it } from "vitest";

import { secondsOfLevel } from "../src/chain-time.ts";
import { ABSENT } from "../src/delegation-table.ts";
import { generateDelegations } from "../src/generate-delegations.ts";
import { BABYLON_LEVEL } from "../src/protocols.ts";
import { MAINNET_ROWS, yearlyCounts } from "../src/yearly-counts.ts";
import { rowsByYear } from "./rows-by-year.ts";

const mainnet = generateDelegations(42, MAINNET_ROWS);
const { columns } = mainnet;

function share(matches: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < mainnet.rows; row += 1) if (matches(row)) count += 1;
  return count / mainnet.rows;
}

describe("a synthetic chain of the size of mainnet", () => {
  it("has exactly the assumed number of rows in each year", () => {
    const assumed = yearlyCounts(MAINNET_ROWS).map(({ year, rows }) => [year, rows]);
    expect(rowsByYear(columns)).toEqual(Object.fromEntries(assumed));
    expect(mainnet.rows).toBe(760_930);
  });

  it("has ids that ascend, are safe integers and are multiples of 2^20", () => {
    const isRight = columns.id.every(
      (id, row) =>
        Number.isSafeInteger(id) &&
        id % 2 ** 20 === 0 &&
        (row === 0 || id > (columns.id[row - 1] ?? 0)),
    );
    expect(isRight).toBe(true);
  });

  it("has levels that never decrease and one time for each", () => {
    expect(columns.level.every((level, row) => level >= (columns.level[row - 1] ?? 0))).toBe(true);
    const isRight = columns.seconds.every(
      (seconds, row) => seconds === secondsOfLevel(columns.level[row] ?? 0),
    );
    expect(isRight).toBe(true);
  });

  it("starts and ends where mainnet did", () => {
    expect(columns.level[0]).toBeGreaterThanOrEqual(109);
    expect(columns.level[0]).toBeLessThan(200);
    const end = columns.seconds.at(-1) ?? 0;
    expect(new Date(end * 1000).toISOString()).toContain("2025-07-16");
  });

  it("crowds between 1 and 2 percent of its blocks with 2 to 40 rows", () => {
    const sizes = new Map<number, number>();
    for (const level of columns.level) sizes.set(level, (sizes.get(level) ?? 0) + 1);
    const crowded = [...sizes.values()].filter((size) => size > 1);
    expect(crowded.length / sizes.size).toBeGreaterThan(0.01);
    expect(crowded.length / sizes.size).toBeLessThan(0.02);
    expect(Math.max(...crowded)).toBe(40);
  });

  it("identifies each row by hash, counter and nonce, but not without the nonce", () => {
    const { operation, counter, nonce } = columns;
    // Rows of one operation stand together, so each has to be beyond its neighbour.
    const orderOf = (row: number): readonly number[] =>
      [operation, counter, nonce].map((column) => column[row] ?? ABSENT);
    const sharing = operation.map((_operation, row) => {
      const [before, now] = [orderOf(row - 1), orderOf(row)];
      return row === 0 ? 0 : now.findIndex((value, part) => value !== before[part]);
    });
    const isBeyond = sharing.every(
      (part, row) => row === 0 || (orderOf(row)[part] ?? 0) > (orderOf(row - 1)[part] ?? 0),
    );
    expect(isBeyond).toBe(true);
    expect(sharing.includes(2)).toBe(true);
  });

  it("lets only contracts delegate to others before Babylon", () => {
    const offenders = columns.level.findIndex((level, row) => {
      const sender = columns.sender[row] ?? 0;
      const isContract = columns.senderCodeHash[row] !== ABSENT;
      return level < BABYLON_LEVEL && !isContract && columns.newDelegate[row] !== sender;
    });
    expect(offenders).toBe(-1);
  });

  it("has about the assumed shares of what can be assumed", () => {
    expect(share((row) => columns.status[row] === 0)).toBeCloseTo(0.97, 2);
    expect(share((row) => columns.status[row] === 1)).toBeCloseTo(0.02, 2);
    expect(share((row) => columns.status[row] === 2)).toBeCloseTo(0.005, 2);
    expect(share((row) => columns.status[row] === 3)).toBeCloseTo(0.005, 2);
    expect(share((row) => columns.newDelegate[row] === ABSENT)).toBeCloseTo(0.08, 1);
    expect(share((row) => columns.nonce[row] !== ABSENT)).toBeCloseTo(0.03, 2);
    expect(share((row) => columns.amount[row] === 0)).toBeCloseTo(0.03, 2);
    const senders = new Set(columns.sender).size;
    expect(senders).toBeGreaterThan(280_000);
    expect(senders).toBeLessThan(320_000);
  });

  it("gives internal operations, and only those, an initiator", () => {
    const isRight = columns.nonce.every(
      (nonce, row) => (nonce === ABSENT) === (columns.initiator[row] === ABSENT),
    );
    expect(isRight).toBe(true);
  });

  it("leaves the baker an account had before, unless the operation failed", () => {
    const delegates = new Map<number, number>();
    const offender = columns.sender.findIndex((sender, row) => {
      const before = delegates.get(sender) ?? ABSENT;
      if (columns.status[row] === 0) delegates.set(sender, columns.newDelegate[row] ?? ABSENT);
      return columns.prevDelegate[row] !== before;
    });
    expect(offender).toBe(-1);
  });

  it("draws amounts over nine decades and fees as the years had them", () => {
    let largest = 0;
    for (const amount of columns.amount) largest = Math.max(largest, amount);
    expect(largest).toBeGreaterThan(5e11);
    expect(largest).toBeLessThan(1e12);
    const last = columns.bakerFee.at(-1) ?? 0;
    expect(last >= 300 && last <= 400).toBe(true);
    expect(columns.gasLimit[0]).toBe(0);
  });

  it("has senders of every kind in about the assumed shares after Babylon", () => {
    const counts = new Map<string | undefined, number>();
    const sampled = columns.sender.filter((_sender, row) => row > 660_000 && row % 10 === 0);
    for (const sender of sampled) {
      const kind = addressKind(mainnet.accounts.address(sender));
      counts.set(kind, (counts.get(kind) ?? 0) + 1 / sampled.length);
    }
    expect(counts.get("tz1")).toBeCloseTo(0.78, 1);
    expect(counts.get("tz2")).toBeCloseTo(0.09, 1);
    expect(counts.get("tz3")).toBeCloseTo(0.01, 2);
    expect(counts.get("tz4")).toBeCloseTo(0.01, 2);
    expect(counts.get("KT1")).toBeCloseTo(0.11, 1);
    expect(counts.size).toBe(5);
  });

  it("has no tz4 account before 2023", () => {
    const early = columns.sender.filter(
      (_sender, row) => (columns.seconds[row] ?? 0) < Date.UTC(2023) / 1000 && row % 50 === 0,
    );
    expect(early.some((sender) => mainnet.accounts.address(sender).startsWith("tz4"))).toBe(false);
  });

  it("names operations by valid hashes that lead back to them", () => {
    for (let operation = 0; operation < 700_000; operation += 70_001) {
      const hash = mainnet.operations.hash(operation);
      expect(isOperationHash(hash)).toBe(true);
      expect(mainnet.operations.find(hash)).toBe(operation);
    }
    const foreign = generateDelegations(43, 10).operations.hash(0);
    expect(mainnet.operations.find(foreign)).toBeUndefined();
  });
});
