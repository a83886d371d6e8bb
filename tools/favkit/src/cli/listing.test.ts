import { describe, expect, it } from "vitest";

import { item, memoryWorld } from "../../test/memory-world.ts";

const RECENTS =
  "file:///System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch/";
const projects = item("file:///Users/me/Projects/");
const docs = item("file:///Users/me/My%20Docs/");
const airdrop = item("nwnode://domain-AirDrop");

describe("what the original prints", () => {
  it.each([
    ["nothing for an empty list", [], ""],
    ["AirDrop without a name", [{ ...airdrop, label: "" }], "AirDrop\n"],
    ["Recents", [item(RECENTS, { label: "最近使用" })], "Recents\n"],
    ["Applications", [item("file:///Applications/")], "Applications\n"],
    ["a folder", [projects], "Projects -> /Users/me/Projects\n"],
    [
      "several",
      [airdrop, item("file:///Applications/"), item("file:///Users/me/Downloads/")],
      "AirDrop\nApplications\nDownloads -> /Users/me/Downloads\n",
    ],
  ])("%s", async (_, items, out) => {
    expect(await memoryWorld({ items }).run()).toEqual({ code: 0, out, err: "" });
    expect(await memoryWorld({ items }).run("list")).toEqual({ code: 0, out, err: "" });
  });
});

describe("list", () => {
  const odd = [
    projects,
    docs,
    item("file:///Users/me/a%23b.txt"),
    item("file:///"),
    item("smb://nas/share"),
    item("x-apple-findertag:Red"),
    item("file:///gone/", { isResolved: false }),
    item("file:///x/", { target: { kind: "opaque" }, label: "", isResolved: false }),
    item("file:///hid/", { isVisible: false }),
    item("file:///עברית/😀/"),
  ];

  it("prints paths decoded and goes on after an item that leads nowhere", async () => {
    const { code, out } = await memoryWorld({ items: odd }).run("list", "--all");
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "Projects -> /Users/me/Projects",
      "My Docs -> /Users/me/My Docs",
      "a#b.txt -> /Users/me/a#b.txt",
      "/ -> /",
      "nas -> smb://nas/share",
      "Red -> x-apple-findertag:Red",
      "gone -> NOTFOUND (last known: /gone)",
      " -> NOTFOUND",
      "hid -> /hid (hidden)",
      "😀 -> /עברית/😀",
      "",
    ]);
  });

  it("leaves hidden items out, without --all", async () => {
    const { out } = await memoryWorld({ items: odd }).run("list");
    expect(out).not.toContain("hid");
    expect(out.split("\n")).toHaveLength(10);
  });

  it("prints JSON", async () => {
    const items = [airdrop, docs, item("com-apple-sfl://com.apple.LSSharedFileList.IsComputer")];
    const volume = item("file:///Volumes/Disk/", {
      target: { kind: "volume", path: "/Volumes/Disk", uuid: "V-1" },
      special: "IsX",
      isResolved: false,
      isVisible: false,
    });
    const { out } = await memoryWorld({ items: [...items, volume] }).run("list", "--json", "--all");
    expect(JSON.parse(out)).toEqual([
      {
        index: 0,
        kind: "airdrop",
        label: "AirDrop",
        path: null,
        url: "nwnode://domain-AirDrop",
        uuid: airdrop.uuid,
        visible: true,
        resolved: true,
        source: "file",
      },
      {
        index: 1,
        kind: "folder",
        label: "My Docs",
        path: "/Users/me/My Docs",
        url: "file:///Users/me/My%20Docs/",
        uuid: docs.uuid,
        visible: true,
        resolved: true,
        source: "file",
      },
      expect.objectContaining({ kind: "unknown", special: "IsComputer", label: "Computer" }),
      expect.objectContaining({
        index: 3,
        kind: "volume",
        volume: "V-1",
        special: "IsX",
        resolved: false,
        stale: true,
        visible: false,
      }),
    ]);
  });

  it("prints one object a line, plain columns, and what mysides prints", async () => {
    const world = memoryWorld({ items: [docs, item("file:///gone/", { isResolved: false })] });
    const { out } = await world.run("list", "--ndjson");
    expect(
      out
        .split("\n")
        .slice(0, 2)
        .map((line) => JSON.parse(line).index),
    ).toEqual([0, 1]);
    expect((await world.run("list", "--plain")).out).toBe(
      "My Docs\t/Users/me/My Docs\ngone\t/gone\n",
    );
    expect((await world.run("list", "--mysides")).out).toBe(
      "My Docs -> file:///Users/me/My%20Docs/\ngone -> NOTFOUND\n",
    );
  });

  it("never prints control characters raw", async () => {
    const evil = item("file:///x%1B%5D0;owned%07/", { label: "a\u001b[31mb\u0000\u009b\u202e\n" });
    const world = memoryWorld({ items: [evil] });
    for (const format of ["", "--json", "--ndjson", "--plain", "--mysides"]) {
      const { out } = await world.run("list", ...(format === "" ? [] : [format]));
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(out.replaceAll(/[\n\t]/g, "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
    expect((await world.run()).out).toBe(
      "a\\x1b[31mb\\x00\\x9b\\u202e\\x0a -> /x\\x1b]0;owned\\x07\n",
    );
  });

  it("looks whether paths of this machine exist", async () => {
    const items = [airdrop, item(RECENTS), projects, docs];
    const local = memoryWorld({ items, isLocal: true, paths: ["/Users/me/Projects"] });
    expect((await local.run()).out.split("\n").slice(2)).toEqual([
      "Projects -> /Users/me/Projects",
      "My Docs -> NOTFOUND (last known: /Users/me/My Docs)",
      "",
    ]);
  });

  it("takes a path that may not be looked at as one that is there", async () => {
    const paths = { inspect: () => Promise.reject(new TypeError("no")) };
    const local = memoryWorld({ items: [projects], isLocal: true, opened: { paths } });
    expect((await local.run()).out).toBe("Projects -> /Users/me/Projects\n");
  });

  it("refuses two formats, unknown lists and arguments", async () => {
    const world = memoryWorld();
    const twice = await world.run("list", "--json", "--plain");
    expect(twice.code).toBe(2);
    expect(twice.err).toBe(
      "favkit: --json and --plain exclude each other\n" +
        "usage: favkit list [--json|--ndjson|--plain|--mysides] [--all] [--list NAME]\n",
    );
    expect((await world.run("list", "--list", "nope")).err).toContain("volumes");
    expect((await world.run("list", "x")).err).toContain("too many arguments");
    expect((await world.run("list", "--list", "recents")).code).toBe(0);
  });
});
