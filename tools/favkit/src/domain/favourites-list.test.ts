import { describe, expect, it } from "vitest";

import type { Favourite } from "./favourite.ts";
import { insert, move, remove, rename, setVisible } from "./favourites-list.ts";
import { applied } from "./plan.ts";
import { matches, nameOf, select } from "./selection.ts";
import type { Target } from "./target.ts";

const item = (uuid: string, target: Target, label = uuid): Favourite => ({
  uuid,
  target,
  label,
  isVisible: true,
  isResolved: true,
});
const folder = (name: string, path = `/${name}`) => item(name, { kind: "folder", path });
const [A, B, C] = [folder("A"), folder("B"), folder("C")];
const LIST = [A, B, C];
const order = (items: readonly Favourite[]) => items.map(({ uuid }) => uuid).join("");
const foundIn = (items: readonly Favourite[], text: string) => {
  const found = select(items, { text });
  if ("code" in found) throw new RangeError(found.code);
  return found;
};

describe("inserting", () => {
  it.each([
    [{ kind: "first" }, "NABC"],
    [{ kind: "last" }, "ABCN"],
    [{ kind: "at", index: 0 }, "NABC"],
    [{ kind: "at", index: 3 }, "ABCN"],
    [{ kind: "before", wanted: { text: "B" } }, "ANBC"],
    [{ kind: "after", wanted: { text: "B" } }, "ABNC"],
  ] as const)("at %o gives %s", (position, result) => {
    const plan = insert(LIST, folder("N"), position);
    expect(plan).toHaveLength(1);
    expect("code" in plan ? plan.code : order(applied(LIST, plan))).toBe(result);
  });

  it("refuses what is there already, by target or by uuid", () => {
    const twin = item("X", { kind: "file", path: "/a/" });
    expect(insert(LIST, twin, { kind: "last" })).toEqual({
      code: "already_there",
      found: { item: A, index: 0 },
    });
    expect(insert(LIST, folder("A", "/other"), { kind: "last" })).toEqual({
      code: "uuid_taken",
      uuid: "A",
    });
    const opaque = item("P", { kind: "opaque" });
    expect(insert([opaque], item("Q", { kind: "opaque" }), { kind: "last" })).toHaveLength(1);
  });

  it.each([4, -1, 0.5])("refuses index %s of three", (index) => {
    expect(insert(LIST, folder("N"), { kind: "at", index })).toEqual({
      code: "position_out_of_range",
      index,
      max: 3,
    });
  });

  it("refuses a neighbour that is not there", () => {
    const position = { kind: "after", wanted: { text: "Z" } } as const;
    expect(insert(LIST, folder("N"), position)).toEqual({ code: "nothing_matched", text: "Z" });
  });
});

describe("moving", () => {
  it.each([
    ["A", { kind: "last" }, "BCA"],
    ["C", { kind: "first" }, "CAB"],
    ["A", { kind: "at", index: 1 }, "BAC"],
    ["A", { kind: "after", wanted: { text: "B" } }, "BAC"],
    ["C", { kind: "before", wanted: { text: "B" } }, "ACB"],
    ["B", { kind: "before", wanted: { text: "B" } }, "ABC"],
    ["B", { kind: "after", wanted: { text: "A" } }, "ABC"],
  ] as const)("%s to %o gives %s", (text, position, result) => {
    const plan = move(LIST, foundIn(LIST, text), position);
    if ("code" in plan) throw new RangeError(plan.code);
    expect(order(applied(LIST, plan))).toBe(result);
    expect(plan).toHaveLength(result === "ABC" ? 0 : 1);
  });

  it("refuses an index beyond the end and a neighbour that is not there", () => {
    const found = foundIn(LIST, "A");
    expect(move(LIST, found, { kind: "at", index: 3 })).toEqual({
      code: "position_out_of_range",
      index: 3,
      max: 2,
    });
    expect(move(LIST, found, { kind: "before", wanted: { text: "Z" } })).toEqual({
      code: "nothing_matched",
      text: "Z",
    });
  });
});

describe("removing, renaming, hiding", () => {
  it("removes several, whatever order they come in", () => {
    const found = [foundIn(LIST, "A"), foundIn(LIST, "C")];
    expect(order(applied(LIST, remove(found)))).toBe("B");
    expect(order(applied(LIST, remove(found.toReversed())))).toBe("B");
  });

  it("renames, and does nothing when the name is right", () => {
    const found = foundIn(LIST, "B");
    expect(applied(LIST, rename(found, "Bee"))[1]).toEqual({ ...B, label: "Bee" });
    expect(rename(found, "B")).toEqual([]);
  });

  it("hides and shows, and does nothing when it is so", () => {
    const found = foundIn(LIST, "B");
    const hidden = applied(LIST, setVisible([found], "hide"));
    expect(hidden[1]).toEqual({ ...B, isVisible: false });
    expect(setVisible([found], "show")).toEqual([]);
    expect(applied(hidden, setVisible([foundIn(hidden, "B")], "show"))).toEqual(LIST);
  });
});

describe("selecting", () => {
  const work = item("1111", { kind: "folder", path: "/Users/me/Work" }, "Projects");
  const play = item("2222", { kind: "folder", path: "/Users/me/projects" }, "projects");
  const drop = item("3333", { kind: "airdrop" }, "");
  const apps = item("4444", { kind: "applications" }, "应用程序");
  const other = item("5555", { kind: "folder", path: "/x" }, "PROJECTS");
  const share = item("6666", { kind: "network", url: "smb://nas/share" }, "share");
  const items = [work, play, drop, apps, other, share];

  it.each([
    [{ text: "1111" }, work],
    [{ text: "~/Work", path: "/Users/me/Work" }, work],
    [{ text: "projects", path: "/Users/me/projects" }, play],
    [{ text: "PROJECTS" }, other],
    [{ text: "airdrop" }, drop],
    [{ text: "Applications" }, apps],
    [{ text: "应用程序" }, apps],
    [{ text: "SMB://NAS/share/" }, share],
    [{ text: "file:///Applications/" }, apps],
  ])("%o finds one", (wanted, expected) => {
    expect(select(items, wanted)).toEqual({ item: expected, index: items.indexOf(expected) });
  });

  it("prefers a uuid to a path, a path to a name, a name to one in another case", () => {
    const tricky = [
      item("AA", { kind: "folder", path: "/n" }, "CC"),
      item("BB", { kind: "folder", path: "/aa" }, "aa"),
      item("DD", { kind: "folder", path: "/d" }, "aA"),
    ];
    const uuid = (text: string, path: string) => matches(tricky, { text, path })[0]?.item.uuid;
    expect(uuid("aa", "/aa")).toBe("AA");
    expect(uuid("aA.", "/aa")).toBe("BB");
    expect(uuid("aA", "/none")).toBe("AA");
    expect(uuid("cc", "/none")).toBe("AA");
  });

  it("lists the candidates of what is ambiguous", () => {
    expect(select(items, { text: "pROJECTS" })).toEqual({
      code: "ambiguous",
      text: "pROJECTS",
      candidates: [
        { item: work, index: 0 },
        { item: play, index: 1 },
        { item: other, index: 4 },
      ],
    });
  });

  it("finds nothing where nothing fits, and never by an empty name", () => {
    expect(select(items, { text: "nowhere", path: "/nowhere" })).toEqual({
      code: "nothing_matched",
      text: "nowhere",
    });
    const nameless = [item("7777", { kind: "opaque" }, "")];
    expect(matches(nameless, { text: "" })).toEqual([]);
    expect(nameOf(drop)).toBe("AirDrop");
    expect(nameOf(work)).toBe("Projects");
  });
});
