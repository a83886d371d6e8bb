import { describe, expect, it } from "vitest";

import { levelAtSeconds } from "./chain-time.ts";
import { standingChain, type Chain } from "./chain.ts";
import { type DelegationRecord } from "./delegation-record.ts";
import { generateDelegations } from "./generate-delegations.ts";
import { LivingChain } from "./living-chain.ts";
import { randomFrom } from "./random.ts";
import { REORG_VARIANTS } from "./reorg-variants.ts";
import { truthOf } from "./truth.ts";
import { MAINNET_ROWS } from "./yearly-counts.ts";

const table = generateDelegations(3, 200);

function living(seed = 3, delegationsPerBlock = 3): LivingChain {
  return new LivingChain(standingChain(table), seed, { delegationsPerBlock });
}

/** With two blocks on top that hold at least two operations each. */
function busy(): LivingChain {
  const chain = living();
  for (let tries = 0; tries < 100; tries += 1) {
    chain.advance();
    const { head } = chain.present;
    if (operationsAt(chain, head).length > 1 && operationsAt(chain, head - 1).length > 1) {
      return chain;
    }
  }
  throw new RangeError("no such blocks were drawn");
}

function records(chain: Chain, above = 0): readonly DelegationRecord[] {
  return [...truthOf(chain.view(), chain.head).records()].filter(({ level }) => level > above);
}

function at(chain: LivingChain, level: number): readonly DelegationRecord[] {
  return records(chain.present, level - 1).filter((record) => record.level === level);
}

function operationsAt(chain: LivingChain, level: number): readonly string[] {
  return [...new Set(at(chain, level).map(({ hash }) => hash))];
}

function sha(chain: LivingChain): string {
  return truthOf(chain.present.view(), chain.present.head).sha256();
}

const KEY = ({ hash, counter, nonce }: DelegationRecord): string => `${hash} ${counter} ${nonce}`;
const ids = (rows: readonly DelegationRecord[]): readonly number[] => rows.map(({ id }) => id);

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

describe("a reorganisation", () => {
  it("replaces as many blocks as asked for and changes their hashes", () => {
    const chain = busy();
    const before = chain.present;
    chain.reorg(2);
    const { present } = chain;
    expect(present.head).toBe(before.head);
    expect(present.blockHash(before.head - 2)).toBe(before.blockHash(before.head - 2));
    for (const level of [before.head - 1, before.head]) {
      expect(present.blockHash(level)).not.toBe(before.blockHash(level));
    }
    expect(records(present).filter(({ level }) => level <= before.head - 2)).toEqual(
      records(before).filter(({ level }) => level <= before.head - 2),
    );
    expect(records(present, before.head - 2)).not.toEqual(records(before, before.head - 2));
    expect(chain.orphaned).toBe(before);
  });

  it("of the same contents changes nothing but the hashes of the blocks", () => {
    const chain = busy();
    const before = chain.present;
    chain.reorg(2, "same");
    const withoutBlock = ({ block: _block, ...rest }: DelegationRecord): unknown => rest;
    expect(records(chain.present).map(withoutBlock)).toEqual(records(before).map(withoutBlock));
    expect(chain.present.blockHash(before.head)).not.toBe(before.blockHash(before.head));
  });

  it("in another order gives the same operations each other's ids", () => {
    const chain = busy();
    const { head } = chain.present;
    const before = at(chain, head);
    const operations = operationsAt(chain, head);
    chain.reorg(1, "reordered");
    const after = at(chain, head);
    expect(operationsAt(chain, head)).toEqual(operations.toReversed());
    expect(after.map(KEY).toSorted()).toEqual(before.map(KEY).toSorted());
    expect(after[0]?.id).toBe(before[0]?.id);
    expect(after[0]?.hash).not.toBe(before[0]?.hash);
  });

  it("that drops an operation gives its id to the next one", () => {
    const chain = busy();
    const { head } = chain.present;
    const before = at(chain, head);
    const [dropped, next] = operationsAt(chain, head);
    chain.reorg(1, "dropped");
    const after = at(chain, head);
    expect(after.some(({ hash }) => hash === dropped)).toBe(false);
    expect([after[0]?.id, after[0]?.hash]).toEqual([before[0]?.id, next]);
    chain.advance(20);
    expect(records(chain.present).some(({ hash }) => hash === dropped)).toBe(false);
  });

  it("that adds an operation before the others gives it the id of the first", () => {
    const chain = busy();
    const { head } = chain.present;
    const before = at(chain, head);
    chain.reorg(1, "added");
    const after = at(chain, head);
    expect(after[0]?.id).toBe(before[0]?.id);
    expect(before.map(KEY)).not.toContain(after[0] === undefined ? "" : KEY(after[0]));
    expect(after.slice(-before.length).map(KEY)).toEqual(before.map(KEY));
  });

  it("that moves an operation to the next level lets the chain grow when there is none", () => {
    const chain = busy();
    const { head } = chain.present;
    const [moved] = operationsAt(chain, head);
    chain.reorg(1, "moved");
    expect(chain.present.head).toBe(head + 1);
    expect(operationsAt(chain, head)).not.toContain(moved);
    expect(operationsAt(chain, head + 1)).toEqual([moved]);
    const [further] = operationsAt(chain, head);
    chain.reorg(2, "moved");
    expect(chain.present.head).toBe(head + 1);
    expect(operationsAt(chain, head + 1).slice(0, 2)).toEqual([further, moved]);
  });

  it("that only shortens the chain gives its operations and ids to the next block", () => {
    const chain = busy();
    const { head } = chain.present;
    const before = records(chain.present, head - 2);
    chain.reorg(2, "shortened");
    expect(chain.present.head).toBe(head - 2);
    expect(records(chain.present, head - 2)).toEqual([]);
    chain.advance();
    const after = at(chain, head - 1);
    expect(after.slice(0, before.length).map(KEY)).toEqual(before.map(KEY));
    expect(ids(after).some((id) => ids(before).includes(id))).toBe(true);
  });

  it("after another one takes back what that one brought", () => {
    const chain = busy();
    const { head } = chain.present;
    chain.reorg(1);
    const middle = chain.present;
    chain.reorg(2);
    expect(chain.present.blockHash(head)).not.toBe(middle.blockHash(head));
    expect(chain.orphaned).toBe(middle);
  });

  it("may go as deep as history", () => {
    const base = standingChain(table, (table.columns.level[195] ?? 0) + 1);
    const chain = new LivingChain(base, 3);
    const { head } = chain.present;
    const before = records(chain.present);
    chain.reorg(3, "dropped");
    const after = records(chain.present);
    expect(chain.present.head).toBe(head);
    expect(after).toEqual(before.slice(0, 195));
  });

  it("across New Year takes back rows of both years", () => {
    const newYear = Date.UTC(2025) / 1000;
    const base = standingChain(table, levelAtSeconds(newYear) - 1);
    const chain = new LivingChain(base, 3, { delegationsPerBlock: 5 });
    chain.reorg(1);
    chain.advance();
    const years = () =>
      records(chain.present, base.head - 1).map(({ timestamp }) => timestamp.slice(0, 4));
    expect(new Set(years())).toEqual(new Set(["2024", "2025"]));
    const before = records(chain.present, base.head - 1);
    chain.reorg(2, "shortened");
    expect(years()).toEqual([]);
    chain.advance(2);
    expect(records(chain.present, base.head - 1).map(KEY)).toEqual(
      expect.arrayContaining(before.map(KEY)),
    );
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

describe("a chain of the size of mainnet", () => {
  it("grows and shrinks like any other, with its history untouched", () => {
    const mainnet = generateDelegations(42, MAINNET_ROWS);
    const chain = new LivingChain(standingChain(mainnet), 42, { delegationsPerBlock: 2 });
    chain.advance(3);
    chain.reorg(5, "reordered");
    const { rows, table: grown } = chain.present.view();
    expect(rows).toBeGreaterThan(MAINNET_ROWS);
    const { id } = mainnet.columns;
    expect(grown.columns.id.findIndex((own, row) => own !== id[row])).toBe(MAINNET_ROWS);
  });
});
