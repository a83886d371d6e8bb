import { expect, it } from "vitest";

import type { ListStore, Snapshot } from "../src/application/ports.ts";
import type { Favourite } from "../src/domain/favourite.ts";
import { applied, type Plan } from "../src/domain/plan.ts";
import { targetKey } from "../src/domain/target-key.ts";
import { pathOf } from "../src/domain/target-of.ts";
import { item } from "./memory-world.ts";

/** Makes an empty store; what it needs is thrown away at the end of the test. */
type OpenStore = () => Promise<ListStore>;

const fresh = (url: string, at: number, more: Partial<Favourite> = {}) =>
  item(url, { uuid: `00000000-0000-4000-8000-00000000000${at}`, ...more });
const [A, B, C] = ["/Users/me/A", "/Users/me/B b", "/Users/me/ç"].map((path, at) =>
  fresh(`file://${encodeURI(path)}/`, at),
);
const FOLDERS = [A, B, C].filter((each) => each !== undefined);

/** What every store of lists promises. */
export function describeListStore(open: OpenStore): void {
  describeChanges(open);
  describeSeeds(open);
  describeContents(open);
}

async function filled(open: OpenStore) {
  const store = await open();
  return { store, before: await write(store, FOLDERS) };
}

function describeChanges(open: OpenStore): void {
  it("has an empty list before anything is written", async () => {
    const { items } = await (await open()).read("favorites");
    expect(items).toEqual([]);
  });

  it("gives back what was written, with uuids of its own or the given ones", async () => {
    const { store, before } = await filled(open);
    expect(facts(before.items)).toEqual(facts(FOLDERS));
    expect(await store.read("favorites")).toEqual(before);
    expect(new Set(before.items.map(({ uuid }) => uuid)).size).toBe(3);
    expect(before.items.every(({ isResolved }) => isResolved)).toBe(true);
  });

  it("keeps an item's uuid over every change", async () => {
    const { store, before } = await filled(open);
    const [a, b, c] = before.items;
    if (a === undefined || b === undefined || c === undefined)
      throw new RangeError("three were written");
    const plan: Plan = [
      { op: "move", item: c, from: 2, to: 0 },
      { op: "rename", item: a, at: 1, label: "Ay" },
      { op: "hide", item: b, at: 2 },
      { op: "add", item: fresh("smb://nas/x", 7, { label: "Net" }), to: 1 },
    ];
    const after = await change(store, before, plan);
    expect(facts(after.items)).toEqual([
      [targetKey(c.target), c.label, true],
      [targetKey({ kind: "network", url: "smb://nas/x" }), "Net", true],
      [targetKey(a.target), "Ay", true],
      [targetKey(b.target), b.label, false],
    ]);
    const uuids = after.items.map(({ uuid }) => uuid);
    expect([uuids[0], uuids[2], uuids[3]]).toEqual([c.uuid, a.uuid, b.uuid]);
    const [, , renamed, hidden] = after.items;
    if (renamed === undefined || hidden === undefined) throw new RangeError("four were written");
    const back = await change(store, after, [
      { op: "show", item: hidden, at: 3 },
      { op: "rename", item: renamed, at: 2, label: "A" },
      { op: "remove", item: c, from: 0 },
    ]);
    expect(facts(back.items).map(([, label, isVisible]) => [label, isVisible])).toEqual([
      ["Net", true],
      ["A", true],
      ["B b", true],
    ]);
  });
}

function describeSeeds(open: OpenStore): void {
  it("removes everything", async () => {
    const { store, before } = await filled(open);
    const after = await store.write("favorites", { ...before, items: [] }, before.seed);
    expect(after.items).toEqual([]);
    expect((await store.read("favorites")).items).toEqual([]);
  });

  it("has another seed after a change, and the same one without", async () => {
    const { store, before } = await filled(open);
    expect((await store.read("favorites")).seed).toBe(before.seed);
    const after = await store.write(
      "favorites",
      { ...before, items: before.items.slice(1) },
      before.seed,
    );
    expect(after.seed).not.toBe(before.seed);
  });

  it("refuses to write over a change that the caller has not seen", async () => {
    const { store, before } = await filled(open);
    const theirs = await store.write(
      "favorites",
      { ...before, items: before.items.slice(1) },
      before.seed,
    );
    await expect(
      store.write("favorites", { ...before, items: [] }, before.seed),
    ).rejects.toMatchObject({ name: "FavkitError", code: "concurrent_change" });
    expect(await store.read("favorites")).toEqual(theirs);
  });
}

function describeContents(open: OpenStore): void {
  it("keeps special items, servers, tags and odd names", async () => {
    const items = [
      fresh("nwnode://domain-AirDrop", 1),
      fresh("file:///Applications/", 2),
      fresh("afp://me@nas.local/Share%20it", 3, { label: "Share" }),
      fresh("x-apple-findertag:Red", 4),
      fresh("file:///Users/me/%F0%9F%98%80%20%25%23/", 5),
      fresh("file:///", 6),
    ];
    const store = await open();
    const { items: found } = await write(store, items);
    expect(found.map(({ target }) => targetKey(target))).toEqual(
      items.map(({ target }) => targetKey(target)),
    );
    expect(found.map(({ target }) => pathOf(target))[4]).toBe("/Users/me/😀 %#");
  });

  it("holds 500 items in their order", async () => {
    const items = Array.from({ length: 500 }, (_, at) =>
      item(`file:///many/${at}/`, { uuid: `00000000-0000-4000-8000-${`${at}`.padStart(12, "0")}` }),
    );
    const store = await open();
    expect(facts((await write(store, items)).items)).toEqual(facts(items));
  });
}

async function write(store: ListStore, items: readonly Favourite[]): Promise<Snapshot> {
  const before = await store.read("favorites");
  return store.write("favorites", { ...before, items }, before.seed);
}

async function change(store: ListStore, before: Snapshot, plan: Plan): Promise<Snapshot> {
  const items = applied(before.items, plan);
  return store.write("favorites", { ...before, items }, before.seed);
}

function facts(items: readonly Favourite[]) {
  return items.map(
    ({ target, label, isVisible }) => [targetKey(target), label, isVisible] as const,
  );
}
