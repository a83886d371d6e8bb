import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { eventsOf, planOf } from "./events.ts";
import type { Favourite } from "./favourite.ts";
import { longestIncreasing } from "./increasing.ts";
import { applied, inverse } from "./plan.ts";
import { type DesiredItem, indexOfTarget, replaceAll } from "./replace-all.ts";

const favourite = (name: string): Favourite => ({
  uuid: name,
  target: { kind: "folder", path: `/${name}` },
  label: name,
  isVisible: true,
  isResolved: true,
});
const listOf = (names: string) => Array.from(names, favourite);
const wish = (items: readonly Favourite[], name: string): DesiredItem => {
  const index = indexOfTarget(items, `path:/${name.toUpperCase()}`);
  return { place: index === undefined ? { item: favourite(name) } : { index } };
};
const order = (items: readonly Favourite[]) => items.map(({ uuid }) => uuid).join("");

describe("the longest increasing subsequence", () => {
  /** By trying all: what patience sorting has to equal. */
  function longest(numbers: readonly number[]): number {
    const lengths = numbers.map(() => 1);
    for (const [at, number] of numbers.entries()) {
      for (let before = 0; before < at; before += 1) {
        if ((numbers[before] ?? 0) < number) {
          lengths[at] = Math.max(lengths[at] ?? 1, (lengths[before] ?? 0) + 1);
        }
      }
    }
    return Math.max(0, ...lengths);
  }

  it("is increasing, and none is longer", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (numbers) => {
        const kept = numbers.filter((_, place) => longestIncreasing(numbers).has(place));
        expect(kept).toHaveLength(longest(numbers));
        expect(kept.every((number, at) => at === 0 || (kept[at - 1] ?? 0) < number)).toBe(true);
      }),
    );
  });
});

describe("replacing all", () => {
  it.each([
    ["ABC", "ABC", "", "ABC"],
    ["ABC", "CAB", "move", "CAB"],
    ["ABC", "BCA", "move", "BCA"],
    ["ABC", "CBA", "move move", "CBA"],
    ["AXB", "BA", "move", "BAX"],
    ["AXB", "AB", "", "AXB"],
    ["AXB", "ANB", "add", "ANXB"],
    ["", "AB", "add add", "AB"],
    ["XY", "N", "add", "NXY"],
  ])("%s by %s takes '%s' and gives %s", (before, after, ops, result) => {
    const items = listOf(before);
    const plan = replaceAll(
      items,
      Array.from(after, (name) => wish(items, name)),
      "keep",
    );
    expect(plan.map(({ op }) => op).join(" ")).toBe(ops);
    expect(order(applied(items, plan))).toBe(result);
  });

  it("removes the others when asked to", () => {
    const items = listOf("AXBY");
    const plan = replaceAll(items, [wish(items, "B"), wish(items, "N")], "remove");
    expect(plan.map(({ op }) => op)).toEqual(["remove", "remove", "remove", "add"]);
    expect(order(applied(items, plan))).toBe("BN");
  });

  it("renames and hides what should look otherwise", () => {
    const items = listOf("AB");
    const desired: DesiredItem[] = [
      { place: { index: 0 }, label: "Ay", isVisible: false },
      { place: { index: 1 }, label: "B", isVisible: true },
    ];
    const plan = replaceAll(items, desired, "keep");
    expect(plan.map(({ op }) => op)).toEqual(["rename", "hide"]);
    expect(applied(items, plan)[0]).toMatchObject({ label: "Ay", isVisible: false });
    const back: DesiredItem[] = [{ place: { index: 0 }, isVisible: true }];
    expect(replaceAll(applied(items, plan), back, "keep").map(({ op }) => op)).toEqual(["show"]);
  });

  it("ignores an index that is not in the list", () => {
    expect(replaceAll(listOf("A"), [{ place: { index: 7 } }], "keep")).toEqual([]);
  });

  const NAMES = "ABCDEFGHIJ";
  const sublist = fc.shuffledSubarray(Array.from(NAMES)).map((names) => names.join(""));

  it("reaches any list, with as few moves as possible, and can be undone", () => {
    fc.assert(
      fc.property(sublist, sublist, fc.boolean(), (before, after, isPruned) => {
        const items = listOf(before);
        const wishes = Array.from(after, (name) => ({ ...wish(items, name), label: `${name}!` }));
        const plan = replaceAll(items, wishes, isPruned ? "remove" : "keep");
        const result = applied(items, plan);
        const kept = Array.from(after).filter((name) => before.includes(name));
        const indexes = kept.map((name) => before.indexOf(name));
        expect(order(result.filter(({ uuid }) => after.includes(uuid)))).toBe(after);
        expect(result).toHaveLength(isPruned ? after.length : new Set(before + after).size);
        expect(plan.filter(({ op }) => op === "move")).toHaveLength(
          kept.length - longestIncreasing(indexes).size,
        );
        expect(applied(result, inverse(plan))).toEqual(items);
        const again = Array.from(after, (name) => ({ ...wish(result, name), label: `${name}!` }));
        expect(replaceAll(result, again, isPruned ? "remove" : "keep")).toEqual([]);
      }),
    );
  });

  it("leaves others where they are relative to each other", () => {
    fc.assert(
      fc.property(sublist, sublist, (before, after) => {
        const items = listOf(before);
        const plan = replaceAll(
          items,
          Array.from(after, (name) => wish(items, name)),
          "keep",
        );
        const others = (list: readonly Favourite[]) =>
          order(list.filter(({ uuid }) => !after.includes(uuid)));
        expect(others(applied(items, plan))).toBe(others(items));
      }),
    );
  });
});

describe("events", () => {
  it("tell each step without what only the store understands, and give the plan back", () => {
    const items = listOf("ABCD").map((item) => ({ ...item, raw: new Uint8Array(1) }));
    const desired: DesiredItem[] = [
      { place: { index: 2 }, isVisible: false },
      { place: { index: 0 }, label: "Ay" },
      { place: { item: favourite("N") } },
    ];
    const plan = [
      ...replaceAll(items, desired, "remove"),
      { op: "show" as const, item: favourite("N"), at: 2 },
    ];
    const events = eventsOf(plan);
    expect(events.map(({ type }) => type)).toEqual([
      "FavouriteRemoved",
      "FavouriteRemoved",
      "FavouriteMoved",
      "FavouriteAdded",
      "VisibilityChanged",
      "FavouriteRenamed",
      "VisibilityChanged",
    ]);
    expect(JSON.stringify(events)).not.toContain("raw");
    const steps = planOf(events) ?? [];
    expect(steps.map(({ op }) => op)).toEqual(plan.map(({ op }) => op));
    expect(applied(applied(listOf("ABCD"), steps), inverse(steps))).toEqual(listOf("ABCD"));
  });

  it("of a restored list have no plan", () => {
    expect(planOf([{ type: "ListRestored", from: "1", to: "2" }])).toBeUndefined();
  });

  it("keep the store's own part of an item that is renamed by a plan from a journal", () => {
    const items = [{ ...favourite("A"), raw: "kept" }];
    const plan = [{ op: "rename" as const, item: favourite("A"), at: 0, label: "Ay" }];
    expect(applied(items, plan)).toEqual([{ ...favourite("A"), label: "Ay", raw: "kept" }]);
  });
});
