import { describe, expect, it } from "vitest";

import { at, busy, ids, KEY, operationsAt, records, table } from "../test/read-chain.ts";
import { levelAtSeconds } from "./chain-time.ts";
import { standingChain } from "./chain.ts";
import type { DelegationRecord } from "./delegation-record.ts";
import { LivingChain } from "./living-chain.ts";

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
