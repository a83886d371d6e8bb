import { describe, expect, it } from "vitest";

import { busy, ids, KEY, living, records, sha, table } from "../test/read-chain.ts";
import { standingChain } from "./chain.ts";
import type { DelegationRecord } from "./delegation-record.ts";
import { LivingChain } from "./living-chain.ts";
import { randomFrom } from "./random.ts";
import { REORG_VARIANTS } from "./reorg-variants.ts";

describe("a chain that advances", () => {
  it("gets the same blocks for the same seed, at once or one by one", () => {
    const [one, other] = [living(), living()];
    one.advance(20);
    for (let made = 0; made < 20; made += 1) other.advance();
    expect(one.present.head).toBe(standingChain(table).head + 20);
    expect(sha(one)).toBe(sha(other));
    const third = living(4);
    third.advance(20);
    expect(sha(third)).not.toBe(sha(one));
  });

  it("shows everything a follower has to bear: batches, internal operations, every status", () => {
    const chain = living();
    const { head } = chain.present;
    chain.advance(300);
    const fresh = records(chain.present, head);
    expect(fresh.length / 300).toBeGreaterThan(2);
    expect(fresh.length / 300).toBeLessThan(4);
    expect(new Set(fresh.map(({ status }) => status)).size).toBe(4);
    expect(fresh.some(({ nonce, initiator }) => nonce !== undefined && initiator)).toBe(true);
    expect(fresh.some(({ newDelegate }) => newDelegate === undefined)).toBe(true);
    expect(new Set(fresh.map(({ hash }) => hash)).size).toBeLessThan(fresh.length);
    const levels = new Set(fresh.map(({ level }) => level));
    expect(levels.size).toBeLessThan(300);
    expect(levels.size).toBeLessThan(fresh.length);
    expect(new Set(fresh.map(KEY)).size).toBe(fresh.length);
  });

  it("has as many delegations as it is told, none for a density of zero", () => {
    const chain = living(3, 0);
    chain.advance(50);
    expect(records(chain.present, standingChain(table).head)).toEqual([]);
    expect(() => living(3, -1)).toThrow(RangeError);
  });

  it("goes on below hidden rows as if they had never been", () => {
    const head = table.columns.level[100] ?? 0;
    const chain = new LivingChain(standingChain(table, head), 3, { delegationsPerBlock: 2 });
    chain.advance(3);
    expect(records(chain.present).slice(0, 101)).toEqual(
      records(standingChain(table)).slice(0, 101),
    );
    expect(records(chain.present).at(-1)?.level).toBeLessThanOrEqual(head + 3);
  });

  it("refuses numbers that make no sense", () => {
    expect(() => living().advance(0)).toThrow(RangeError);
    expect(() => living().reorg(1.5)).toThrow(RangeError);
    expect(() => living().reorg(2 ** 30)).toThrow(RangeError);
  });

  it("leaves alone what was read before", () => {
    const chain = busy();
    const before = chain.present;
    const then = records(before);
    chain.reorg(2);
    chain.advance(5);
    chain.renumber();
    chain.rewrite(before.head);
    expect(records(before)).toEqual(then);
  });
});

describe("any history", () => {
  it("is the same for the same seed and calls, in order, and true to who delegated to whom", () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const [one, other] = [lived(seed), lived(seed)];
      expect(sha(one)).toBe(sha(other));
      const rows = records(one.present);
      expect(rows.every(({ id }, row) => row === 0 || id > (rows[row - 1]?.id ?? id))).toBe(true);
      expect(rows.every(({ level }, row) => level >= (rows[row - 1]?.level ?? 0))).toBe(true);
      expect(new Set(rows.map(KEY)).size).toBe(rows.length);
      expect(falseDepartures(rows)).toEqual([]);
    }
  });
});

/** Twenty changes drawn from the seed. */
function lived(seed: number): LivingChain {
  const random = randomFrom(seed);
  const chain = living(seed, 2);
  for (let step = 0; step < 20; step += 1) {
    const variant = REORG_VARIANTS[random.below(REORG_VARIANTS.length)];
    if (random.fraction() < 0.5) chain.advance(1 + random.below(3));
    else chain.reorg(1 + random.below(3), variant);
  }
  return chain;
}

/** Rows that leave another baker than the one their sender had. */
function falseDepartures(rows: readonly DelegationRecord[]): readonly DelegationRecord[] {
  const bakers = new Map<string, string | undefined>();
  return rows.filter(({ sender, status, prevDelegate, newDelegate }) => {
    const before = bakers.get(sender.address);
    if (status === "applied") bakers.set(sender.address, newDelegate?.address);
    return prevDelegate?.address !== before;
  });
}

describe("history that is changed without a word", () => {
  it("holds another operation in the place of one, in a block of another hash", () => {
    const chain = busy();
    const before = chain.present;
    const level = table.columns.level[150] ?? 0;
    expect(chain.rewrite(level)).toBe(level);
    const [was, is] = [records(before), records(chain.present)];
    const changed = is.filter((record, row) => JSON.stringify(record) !== JSON.stringify(was[row]));
    expect(is).toHaveLength(was.length);
    expect(changed.every((record) => record.level === level)).toBe(true);
    expect(ids(is)).toEqual(ids(was));
    expect(is.map(KEY)).not.toEqual(was.map(KEY));
    expect(chain.present.blockHash(level)).not.toBe(before.blockHash(level));
    expect(() => living().rewrite(1)).toThrow(RangeError);
  });

  it("has other ids for every row when it is numbered anew, and goes on from there", () => {
    const chain = busy();
    const before = records(chain.present);
    chain.renumber();
    const after = records(chain.present);
    expect(after.map(KEY)).toEqual(before.map(KEY));
    expect(after.filter(({ id }, row) => id === before[row]?.id)).toEqual([]);
    chain.reorg(2, "same");
    expect(ids(records(chain.present))).toEqual(ids(after));
    chain.advance(5);
    const grown = ids(records(chain.present));
    expect(grown).toEqual(grown.toSorted((one, other) => one - other));
  });
});
