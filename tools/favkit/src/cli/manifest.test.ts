import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { item, memoryWorld } from "../../test/memory-world.ts";
import { readManifest } from "../adapters/manifest/read-manifest.ts";
import type { Favourite } from "../domain/favourite.ts";

const PATH = "/Users/me/here/m.yaml";
const home = item("file:///Users/me/");
const work = item("file:///Users/me/Work/");
const docs = item("file:///Users/me/My%20Docs/");
const airdrop = item("nwnode://domain-AirDrop");
const world = (items: readonly Favourite[], manifest: string, paths: readonly string[] = []) =>
  memoryWorld({ items, paths, files: { [PATH]: manifest } });

describe("apply", () => {
  it("makes the list what the file says, and finds nothing to do the second time", async () => {
    const manifest = `
favorites:
  - airdrop
  - ~/Work
  - path: ~/New   # not there yet
    name: Neu
    hidden: true
  - url: smb://nas/x
`;
    const given = world([docs, work, airdrop], manifest, ["/Users/me/New"]);
    const dry = await given.run("apply", "m.yaml", "--dry-run");
    expect(dry.out).toBe(
      "move AirDrop (from 2 to 0)\n" +
        "add Neu -> /Users/me/New (at 3)\nadd nas -> smb://nas/x (at 4)\n",
    );
    expect(await given.items()).toHaveLength(3);
    const first = await given.run("apply", "m.yaml");
    expect(first.code).toBe(0);
    expect(first.out.split("\n")).toHaveLength(4);
    expect((await given.run()).out.split("\n")).toEqual([
      "AirDrop",
      "My Docs -> /Users/me/My Docs",
      "Work -> /Users/me/Work",
      "nas -> smb://nas/x",
      "",
    ]);
    expect(await given.run("apply", "m.yaml")).toEqual({
      code: 0,
      out: "",
      err: "favkit: nothing to do\n",
    });
    expect((await given.run("apply", "m.yaml", "--prune")).out).toBe(
      "removed My Docs -> /Users/me/My Docs\n",
    );
  });

  it("renames and hides", async () => {
    const given = world([work], "- path: ~/work\n  name: W\n  hidden: true\n");
    expect((await given.run("diff", "m.yaml")).out).toBe(
      'rename Work -> /Users/me/Work (to "W")\nhide W -> /Users/me/Work\n',
    );
    expect(JSON.parse((await given.run("diff", "m.yaml", "--json")).out)).toEqual([
      { op: "rename", at: 0, label: "W", uuid: work.uuid, text: "Work -> /Users/me/Work" },
      { op: "hide", at: 0, uuid: work.uuid, text: "W -> /Users/me/Work" },
    ]);
    expect((await given.run("apply", "m.yaml", "--json", "--quiet")).out).toContain('"op": "hide"');
    expect((await given.items())[0]).toMatchObject({ label: "W", isVisible: false });
  });

  it("tells all paths that do not exist, and writes nothing", async () => {
    const given = world([work], "[/none, ~/Work, /nowhere]");
    expect(await given.run("apply", "m.yaml")).toEqual({
      code: 3,
      out: "",
      err:
        "favkit: what is to be added does not exist; --force adds it nevertheless:\n" +
        "  /none, line 1\n  /nowhere, line 1\n",
    });
    expect(await given.items()).toEqual([work]);
    expect((await given.run("apply", "m.yaml", "--force")).code).toBe(0);
    expect(await given.items()).toHaveLength(3);
  });

  it("knows items by uuid, and refuses one that is not there", async () => {
    const opaque = item("x:/", { target: { kind: "opaque" }, label: "Odd" });
    const given = world([work, opaque], `- uuid: ${opaque.uuid.toLowerCase()}\n- ~/Work\n`);
    expect((await given.run("apply", "m.yaml")).out).toContain("moved");
    const other = world([work], "- uuid: 1234\n");
    expect((await other.run("apply", "m.yaml")).code).toBe(2);
    const text = world([work], '- uuid: "1234"\n');
    expect(await text.run("apply", "m.yaml")).toMatchObject({
      code: 3,
      err: 'favkit: no item has the uuid "1234" of line 1\n',
    });
  });

  it.each([
    ["- a: [", "line 1"],
    ["- {path: /a, size: 3}", 'line 1, column 14: unknown key "size"'],
    ["- /a\n- /A/\n", "line 2, column 3: leads to the same place as the item of line 1"],
    ["- path: /a\n- url: file:///a/\n", "line 2, column 3: leads to the same place"],
    ["- {uuid: AB}\n- {uuid: ab}\n", "line 2, column 3: leads to the same place"],
    ["- /a\n- relative/path\n", 'line 2, column 3: "relative/path" is no absolute path'],
    ["- path: rel\n", 'line 1, column 9: "rel" is no absolute path'],
    ["- url: /a\n", 'line 1, column 8: "/a" is no URL'],
    ["- http://example.com\n", "line 1, column 3: "],
    ["- path: /a\n  url: smb://b\n", "exactly one of path, url and uuid"],
    ["- name: x\n", "exactly one of path, url and uuid"],
    ["- path:\n", "line 1, column 8: a text is expected"],
    ["- 12\n", "a text is expected"],
    ["- ''\n", "an empty text"],
    ['- "/a\\u0007"\n', "control character"],
    ["- path: /a\n  hidden: maybe\n", '"hidden" is true or false'],
    ["just text", "a manifest is a list of items"],
    ["favourites: []", 'unknown key "favourites"; known: favorites'],
    ["favorites: 3", '"favorites" is a list of items'],
    ["{}", 'the key "favorites" is missing'],
    ["- &a /x\n- *a\n", "line 2, column 3: aliases are not taken"],
    ["- [/x]\n", "an item is a text or a map"],
    ["- /a\n---\n- /b\n", "line 2"],
    ["- !!binary aGk=\n", "line 1"],
    ["\t- x", "line 1"],
    ["", "a manifest is a list of items"],
    ["- path: /a\n  path: /b\n", "line 2"],
    ["? [a]\n: b\n", "unknown key"],
  ])("refuses %j", async (manifest, reason) => {
    const given = world([work], manifest);
    const { code, out, err } = await given.run("apply", "m.yaml", "--force");
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`favkit: "m.yaml": line `);
    expect(err).toContain(reason);
    expect(await given.items()).toEqual([work]);
  });

  it("refuses what would blow up", async () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (let depth = 0; depth < 12; depth += 1) {
      bomb.push(
        `b${depth}: &b${depth} [${Array.from({ length: 9 }, () => `*${depth === 0 ? "a" : `b${depth - 1}`}`).join(",")}]`,
      );
    }
    for (const manifest of [
      bomb.join("\n"),
      "[".repeat(2000),
      `- ${"x".repeat(10_000)}`,
      "- /a\n".repeat(2001),
    ]) {
      const { code, err } = await world([], manifest).run("apply", "m.yaml");
      expect(code).toBe(2);
      expect(err.length).toBeLessThan(500);
    }
    expect(() => readManifest("x".repeat(1_048_577), "f")).toThrow(
      /line 1, column 1: more than 1048576 bytes/,
    );
  });

  it("takes JSON, and an empty list", async () => {
    const json = '{ "favorites": [ "airdrop", { "path": "~/Work", "hidden": false } ] }';
    expect((await world([airdrop, work], json).run("apply", "m.yaml")).err).toBe(
      "favkit: nothing to do\n",
    );
    expect((await world([work], "favorites:\n").run("apply", "m.yaml", "--prune")).out).toContain(
      "removed",
    );
    expect((await world([work], "[]").run("diff", "m.yaml", "--prune")).out).toContain(
      "remove Work",
    );
  });

  it("needs a file that is there", async () => {
    expect((await world([], "").run("apply", "other.yaml")).code).toBe(3);
  });
});

describe("export", () => {
  it("prints YAML or JSON with paths that fit another user", async () => {
    const items = [
      airdrop,
      item("file:///Applications/", { isVisible: false }),
      home,
      { ...work, label: "Job" },
      item("smb://nas/x"),
      item("x:/", { target: { kind: "opaque" }, uuid: "U-1" }),
      item("file:///users/me/WORK/", { uuid: "U-2" }),
    ];
    const given = memoryWorld({ items });
    expect((await given.run("export")).out).toBe(
      `favorites:
  - airdrop
  - url: file:///Applications/
    hidden: true
  - path: "~"
  - path: ~/Work
    name: Job
  - url: smb://nas/x
  - uuid: U-1
  - uuid: U-2
`,
    );
    expect(JSON.parse((await given.run("export", "--json")).out).favorites).toHaveLength(7);
  });

  it("gives what changes nothing when it is applied", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    const url = fc.oneof(
      fc.constantFrom(
        "nwnode://domain-AirDrop",
        "file:///Applications/",
        "x-finder:Trash",
        "odd:thing",
      ),
      fc
        .array(
          text.filter((part) => part !== ""),
          { minLength: 1, maxLength: 3 },
        )
        .map((parts) => `file:///${parts.map(encodeURIComponent).join("/")}/`),
      text.map((name) => `x-apple-findertag:${encodeURIComponent(name)}`),
      text.map((name) => `smb://nas/${encodeURIComponent(name)}`),
    );
    const favourite = fc.record({ url, label: text, isVisible: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(favourite),
        fc.constantFrom("--prune", "--real"),
        async (some, option) => {
          const items = some.map(({ url: each, ...looks }, at) =>
            item(each, { ...looks, uuid: `U-${at}` }),
          );
          for (const format of [[], ["--json"]]) {
            const { out } = await memoryWorld({ items }).run("export", ...format);
            const given = world(items, out);
            expect(await given.run("apply", "m.yaml", option)).toEqual({
              code: 0,
              out: "",
              err: "favkit: nothing to do\n",
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
