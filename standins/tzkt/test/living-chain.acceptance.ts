import { readFile } from "node:fs/promises";

import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { describe, expect, it } from "vitest";

const DELEGATIONS = "/v1/operations/delegations";
const BUSY = { rows: 60, live: { delegationsPerBlock: 5 } };

type Answer = { readonly level: number; readonly body: unknown };

async function ask(tzkt: TzktStandIn, target: string): Promise<Answer> {
  const response = await fetch(tzkt.url + target);
  return { level: Number(response.headers.get("Tzkt-Level")), body: await response.json() };
}

function above(tzkt: TzktStandIn, level: number): readonly unknown[] {
  return [...tzkt.truth().records()].filter((record) => record.level > level);
}

describe("a chain that lives", () => {
  it("is told by every answer as it is now", async () => {
    await using tzkt = await startTzkt(BUSY);
    const start = tzkt.head;
    expect(tzkt.advance(3)).toBe(start + 3);
    const tip = `${DELEGATIONS}?level.gt=${start}&limit=10000`;
    expect(await ask(tzkt, tip)).toEqual({ level: start + 3, body: above(tzkt, start) });
    const [old] = above(tzkt, start);
    const { hash } = Object(old);
    expect((await ask(tzkt, `${DELEGATIONS}/${hash}`)).body).toContainEqual(old);
    expect(tzkt.reorg(3)).toBe(start + 3);
    expect(await ask(tzkt, tip)).toEqual({ level: start + 3, body: above(tzkt, start) });
    expect((await ask(tzkt, `${DELEGATIONS}/${hash}`)).body).toEqual([]);
    expect((await ask(tzkt, `${DELEGATIONS}/count`)).body).toBe(tzkt.truth().count);
    expect(tzkt.shorten(2)).toBe(start + 1);
    expect(await ask(tzkt, tip)).toEqual({ level: start + 1, body: above(tzkt, start) });
    expect((await ask(tzkt, "/v1/head")).body).toMatchObject({ level: start + 1 });
    expect((await ask(tzkt, "/__truth")).body).toMatchObject({ sha256: tzkt.truth().sha256() });
  });

  it("grows and shrinks on top of recorded delegations, which need not be in order", async () => {
    const file = new URL("../fixtures/recorded-delegations.json", import.meta.url);
    const records: unknown = JSON.parse(await readFile(file, "utf8"));
    if (!Array.isArray(records)) throw new TypeError("the fixture is no array");
    await using tzkt = await startTzkt({ records, live: { delegationsPerBlock: 4 } });
    const recorded = [...tzkt.truth().records()];
    const start = tzkt.head;
    tzkt.advance(5);
    tzkt.reorg(3, "reordered");
    const rows = [...tzkt.truth().records()];
    expect(rows.slice(0, 12)).toEqual(recorded);
    const fresh = rows.slice(12);
    expect(fresh.length).toBeGreaterThan(0);
    expect(fresh.every(({ level }) => level > start)).toBe(true);
    const times = fresh.map(({ timestamp }) => timestamp);
    const last = recorded.map(({ timestamp }) => timestamp).toSorted();
    expect(times.every((time) => time > (last.at(-1) ?? ""))).toBe(true);
    expect(tzkt.shorten(tzkt.head - start + 6)).toBe(start - 6);
    expect(tzkt.truth().count).toBe(11);
  });

  it("keeps prepared answers as long as they are right, with the level of now", async () => {
    await using tzkt = await startTzkt({ ...BUSY, pages: "prepared" });
    const start = tzkt.head;
    const settled = `${DELEGATIONS}?level.le=${start - 1}&limit=10000&select=id`;
    const open = `${DELEGATIONS}?level.gt=1&limit=10000&select=id`;
    await tzkt.prepare([settled, open]);
    const before = await ask(tzkt, settled);
    tzkt.advance(2);
    expect(await ask(tzkt, settled)).toEqual({ level: start + 2, body: before.body });
    const ids = () => [...tzkt.truth().records()].map(({ id }) => id);
    expect(await ask(tzkt, open)).toEqual({ level: start + 2, body: ids() });
    tzkt.reorg(2);
    expect((await ask(tzkt, open)).body).toEqual(ids());
    tzkt.renumber();
    expect((await ask(tzkt, settled)).body).toEqual(ids().slice(0, 60));
  });

  it("shows the branch that was left behind by a replica that has not heard of it", async () => {
    const faults = { faults: [{ kind: "orphaned_replica", nth: 2 }] } as const;
    await using tzkt = await startTzkt({ ...BUSY, faults });
    tzkt.advance(2);
    const target = `${DELEGATIONS}?level.gt=${tzkt.head - 2}`;
    const before = await ask(tzkt, target);
    tzkt.shorten(1);
    expect(await ask(tzkt, target)).toEqual(before);
    expect(await ask(tzkt, target)).toEqual({
      level: tzkt.head,
      body: above(tzkt, before.level - 2),
    });
  });

  it("starts just before a point in time when it is told to", async () => {
    const endsAt = "2025-01-01T00:00:00Z";
    await using tzkt = await startTzkt({ ...BUSY, endsAt });
    const time = async () => Object((await ask(tzkt, "/v1/head")).body).timestamp;
    expect(await time()).toMatch(/^2024-12-31T23:59:/u);
    tzkt.advance();
    expect(await time()).toMatch(/^2025-01-01T00:00:/u);
    await expect(startTzkt({ endsAt: "soon" })).rejects.toThrow(RangeError);
  });
});
