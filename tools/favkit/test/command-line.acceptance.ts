import { mkdir, symlink, writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { sha256 } from "./favkit-process.ts";
import { LIST, withList } from "./list-bench.ts";
import { folderBookmark, uuidOf, FILES } from "./written/sfl-bytes.ts";

const VOLUMES = "com.apple.LSSharedFileList.FavoriteVolumes.sfl4";

describe("favkit on a file", () => {
  it("lists in every format", async () => {
    await using bench = await withList();
    const [text, all, json, plain, mysides] = await Promise.all([
      bench.favkit("--file", LIST),
      bench.run("list", "--all"),
      bench.run("list", "--json"),
      bench.run("list", "--plain"),
      bench.run("list", "--mysides"),
    ]);
    expect(text).toEqual({
      code: 0,
      out:
        "AirDrop\nApplications\nDesktop -> /Users/somebody/Desktop\n" +
        "Ünïcode 100% #1 -> /Users/somebody/Ünïcode 100% #1\nsomebody -> /Users/somebody\n",
      err: "",
    });
    expect(all.out).toBe(`${text.out}somebody -> /Users/somebody/Projects (hidden)\n`);
    expect(JSON.parse(json.out)[3]).toEqual({
      index: 3,
      kind: "folder",
      label: "Ünïcode 100% #1",
      path: "/Users/somebody/Ünïcode 100% #1",
      url: "file:///Users/somebody/%C3%9Cn%C3%AFcode%20100%25%20%231/",
      uuid: uuidOf(4),
      visible: true,
      resolved: true,
      source: "file",
    });
    expect(plain.out).toContain("Desktop\t/Users/somebody/Desktop\n");
    expect(mysides.out).toContain("Desktop -> file:///Users/somebody/Desktop/\n");
  });

  it("lists other lists by the name of their file", async () => {
    await using bench = await withList(FILES["volumes of macOS 26"], VOLUMES);
    const { out } = await bench.run("list", "--json");
    const kinds = JSON.parse(out).map(({ kind, special }: Record<string, unknown>) => [
      kind,
      special,
    ]);
    expect(kinds).toEqual([
      ["unknown", "IsComputer"],
      ["icloud", "IsICloudDrive"],
      ["unknown", "IsRemoteDisc"],
      ["trash", "IsTrash"],
      ["volume", undefined],
      ["volume", undefined],
    ]);
    expect((await bench.run("show", "Install")).code).toBe(0);
    expect(await bench.run("remove", "Install")).toEqual({
      code: 6,
      out: "",
      err: 'favkit: the list "volumes" takes no remove: only show and hide is possible\n',
    });
  });

  it("adds and removes, after which the bytes are those of before", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await mkdir(bench.path("Work"));
    const added = await bench.run("add", "Work", "--after", "Desktop");
    expect(added).toEqual({
      code: 0,
      out: `added Work -> ${bench.path("Work")} (at 3)\n`,
      err: "",
    });
    expect(await bench.hash()).not.toBe(before);
    expect((await bench.run("remove", "work")).out).toBe(`removed Work -> ${bench.path("Work")}\n`);
    expect(await bench.hash()).toBe(before);
  });

  it("keeps a backup of each state, and undoes byte for byte", async () => {
    await using bench = await withList();
    const states = [await bench.hash()];
    for (const argv of [["rename", "Desktop", "Desk"], ["hide", "Desk"], ["clear"]]) {
      expect((await bench.run(...argv)).code).toBe(0);
      states.push(await bench.hash());
    }
    expect(new Set(states).size).toBe(4);
    for (const state of states.slice(0, -1).toReversed()) {
      expect((await bench.run("undo")).code).toBe(0);
      expect(await bench.hash()).toBe(state);
    }
    expect((await bench.run("undo")).code).toBe(3);
    const history = await bench.run("history");
    expect(history.out.match(/^\S+Z /gm)).toHaveLength(6);
    const copy = await bench.run("backup");
    expect(copy.out).toMatch(
      new RegExp(`^${states[0]}  ${bench.path("state")}/favkit/backups/.*\n$`),
    );
    expect(await sha256(copy.out.slice(66, -1))).toBe(states[0]);
  });

  it("copies to a folder, and restores from there", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    const [, path = ""] = (await bench.run("backup", "copies")).out.trimEnd().split("  ");
    expect(path).toMatch(/copies\/\d{8}T\d{6}Z-com\.apple\.LSSharedFileList\.FavoriteItems\.sfl4$/);
    await bench.run("clear");
    expect(await bench.run("restore", path)).toEqual({
      code: 0,
      out: `restored 6 items from ${path}\n`,
      err: "",
    });
    expect(await bench.hash()).toBe(before);
    expect((await bench.run("restore", path)).err).toBe("favkit: nothing to do\n");
    expect((await bench.run("undo")).code).toBe(0);
    expect((await bench.run("list")).out).toBe("");
  });

  it("applies what it exported without a change, and a manifest twice with one", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    const { out } = await bench.run("export");
    await writeFile(bench.path("m.yaml"), out);
    const nothing = { code: 0, out: "", err: "favkit: nothing to do\n" };
    expect(await bench.run("apply", "m.yaml", "--prune")).toEqual(nothing);
    expect(await bench.hash()).toBe(before);
    await writeFile(
      bench.path("m.yaml"),
      "favorites:\n  - ~/\n  - path: /Users/somebody/Desktop\n    name: Desk\n",
    );
    await mkdir(bench.path("home"));
    const first = await bench.run("apply", "m.yaml", "--prune");
    expect(first.code).toBe(0);
    const after = await bench.hash();
    expect(await bench.run("apply", "m.yaml", "--prune")).toEqual(nothing);
    expect(await bench.hash()).toBe(after);
    expect((await bench.run()).out).toBe(
      `home -> ${bench.path("home")}\nDesk -> /Users/somebody/Desktop\n`,
    );
  });

  it("decodes lists and bookmarks", async () => {
    await using bench = await withList();
    await writeFile(
      bench.path("one.bookmark"),
      folderBookmark("/Users/somebody/Desktop", "macos12"),
    );
    const [list, bookmark] = await Promise.all([
      bench.favkit("decode", LIST),
      bench.favkit("decode", "one.bookmark"),
    ]);
    const decoded = JSON.parse(list.out);
    expect(decoded.items).toHaveLength(6);
    expect(decoded.items[0].bookmark.headerBytes).toBe(64);
    const { tables, version } = JSON.parse(bookmark.out);
    expect(version).toBe("0x10040000");
    expect(tables[0].entries).toContainEqual({
      key: "0x1004",
      name: "pathParts",
      type: "0x0601",
      value: ["Users", "somebody", "Desktop"],
    });
  });

  it("follows links only with --real", async () => {
    await using bench = await withList();
    await mkdir(bench.path("real"));
    await symlink("real", bench.path("link"));
    expect((await bench.run("add", "link")).out).toContain(`-> ${bench.path("link")} (`);
    expect((await bench.run("add", "link", "--real")).out).toContain("/real (");
  });
});

describe("favkit as a process", () => {
  it("prints to stdout, complains to stderr, and ends with the exit code", async () => {
    await using bench = await withList();
    const [listed, mistaken] = await Promise.all([
      bench.start({}, "list").outcome,
      bench.start({}, "remove", "nothing").outcome,
    ]);
    expect(listed).toEqual({ code: 0, out: expect.stringMatching(/^AirDrop\n/), err: "" });
    expect(mistaken).toEqual({ code: 3, out: "", err: 'favkit: no item matches "nothing"\n' });
  });

  it("loads neither koffi nor yaml to list a file, nor what writes", async () => {
    await using bench = await withList();
    const hook =
      'import{registerHooks}from"node:module";registerHooks({load(url,context,next){' +
      "process.stderr.write(url+String.fromCharCode(10));return next(url,context)}})";
    const { err } = await bench.start({ import: `data:text/javascript,${hook}` }, "list").outcome;
    expect(err).toContain("/src/cli/commands/list.ts");
    expect(err).not.toMatch(/node_modules|ls-api|journal|manifest|replace-file|file-backups/);
  });

  it("does not mind a reader that goes away", async () => {
    await using bench = await withList();
    const { child, outcome } = bench.start({}, "list", "--json");
    child.stdout?.destroy();
    expect(await outcome).toMatchObject({ code: 0, err: "" });
  });
});
