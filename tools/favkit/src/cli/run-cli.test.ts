import { describe, expect, it } from "vitest";

import { item, memoryWorld, racingStore } from "../../test/memory-world.ts";
import { COMMANDS } from "./commands.ts";

const RECENTS =
  "file:///System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch/";
const projects = item("file:///Users/me/Projects/");
const docs = item("file:///Users/me/My%20Docs/");
const airdrop = item("nwnode://domain-AirDrop");
const [A, B, C] = ["a", "b", "c"].map((name) => item(`file:///${name}/`));
const abc = [A, B, C].filter((each) => each !== undefined);

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

describe("add", () => {
  const paths = ["/new", "/other", "/Users/me/here/near", "/Users/me/x.txt", "/real"];
  const links = { "/link": "/real" };

  it.each([
    [[], "a b c new"],
    [["--first"], "new a b c"],
    [["--last"], "a b c new"],
    [["--at", "1"], "a new b c"],
    [["--before", "b"], "a new b c"],
    [["--after", "/b"], "a b new c"],
  ])("%s puts the item where it is asked", async (place, order) => {
    const world = memoryWorld({ items: abc, paths });
    expect((await world.run("add", "/new", ...place)).code).toBe(0);
    expect((await world.items()).map(({ label }) => label).join(" ")).toBe(order);
  });

  it("keeps the order of several, and tells what it did", async () => {
    const world = memoryWorld({ items: abc, paths });
    expect(await world.run("add", "/new", "smb://nas/x", "/other", "--first")).toEqual({
      code: 0,
      out: "added new -> /new (at 0)\nadded nas -> smb://nas/x (at 1)\nadded other -> /other (at 2)\n",
      err: "",
    });
  });

  it("leaves what is there, and says so unless told not to", async () => {
    const world = memoryWorld({ items: abc, paths: [...paths, "/A"] });
    const note = "favkit: a -> /a is in the list already, at 0\n";
    expect(await world.run("add", "/A/", "--last")).toEqual({ code: 0, out: "", err: note });
    expect(await world.run("add", "/A", "--quiet")).toEqual({ code: 0, out: "", err: "" });
    expect(await world.run("add", "/A", "--if-missing")).toEqual({ code: 0, out: "", err: "" });
    expect((await world.items()).length).toBe(3);
  });

  it("resolves relative paths, ~, .. and links", async () => {
    const world = memoryWorld({ paths, links });
    await world.run("add", "near", "../x.txt", "~/here/../here/near/");
    await world.run("add", "/link");
    await world.run("add", "/link", "--real");
    expect((await world.items()).map(({ target }) => target)).toEqual([
      { kind: "folder", path: "/Users/me/here/near" },
      { kind: "file", path: "/Users/me/x.txt" },
      { kind: "folder", path: "/link" },
      { kind: "folder", path: "/real" },
    ]);
  });

  it("takes a name", async () => {
    const world = memoryWorld({ paths });
    expect((await world.run("add", "/new", "--name", "Neu")).out).toBe(
      "added Neu -> /new (at 0)\n",
    );
    expect((await world.run("add", "/new", "/other", "--name", "x")).code).toBe(2);
  });

  it("refuses a path that does not exist, unless forced", async () => {
    const world = memoryWorld();
    expect(await world.run("add", "/none")).toEqual({
      code: 3,
      out: "",
      err: 'favkit: "/none" does not exist; --force adds it nevertheless\n',
    });
    expect((await world.run("add", "/none", "--force")).code).toBe(0);
    expect((await world.run("add", RECENTS, "nwnode://domain-AirDrop", "/Applications")).code).toBe(
      0,
    );
    expect((await world.items()).length).toBe(4);
  });

  it.each([
    ["http://example.com", /no address for a list/],
    ["javascript:alert(1)", /no address for a list/],
    ["smb://", /names no place/],
    ["", /empty path/],
    ["/a\u0007b", /"\/a\\x07b" holds a control character/],
    ["file:///a%00", /control character/],
  ])("refuses %j", async (place, reason) => {
    const world = memoryWorld({ paths });
    const { code, err } = await world.run("add", place);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
    expect(err).toContain("usage: favkit add <path|url>…");
  });

  it.each([
    [["--at", "4"], "--at 4 is outside of the list: 0 to 3 is possible"],
    [["--at", "1.5"], '--at "1.5" is no whole number'],
    [["--at", "-1"], "--at"],
    [["--first", "--last"], "exclude each other"],
    [["--name", "a\u001bb"], "holds a control character"],
  ])("refuses %j", async (options, reason) => {
    const { code, err } = await memoryWorld({ items: abc, paths }).run("add", "/new", ...options);
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });

  it("refuses a neighbour that is not there", async () => {
    const world = memoryWorld({ items: abc, paths });
    expect((await world.run("add", "/new", "--before", "zzz")).code).toBe(3);
  });

  it("decides anew when the list changes under it, once", async () => {
    const once = memoryWorld({ store: racingStore(abc, 1), paths });
    expect((await once.run("add", "/new", "--last")).out).toBe("added new -> /new (at 4)\n");
    const always = memoryWorld({ store: racingStore(abc, 9), paths });
    const answer = await always.run("add", "/new");
    expect(answer).toEqual({
      code: 7,
      out: "",
      err: 'favkit: the list "favorites" changed meanwhile\n',
    });
    expect((await always.items()).map(({ label }) => label)).not.toContain("new");
  });
});

describe("remove, move, rename, hide, show, clear", () => {
  it("removes by name, path and uuid, all or none", async () => {
    const world = memoryWorld({ items: [...abc, docs] });
    expect((await world.run("remove", "a", "~/My Docs")).out).toBe(
      "removed My Docs -> /Users/me/My Docs\nremoved a -> /a\n",
    );
    const missing = await world.run("remove", "b", "zzz");
    expect(missing).toEqual({ code: 3, out: "", err: 'favkit: no item matches "zzz"\n' });
    expect((await world.run("remove", C?.uuid ?? "")).code).toBe(0);
    expect(await world.items()).toEqual([B]);
  });

  it("asks which one when two match, and takes all with --all", async () => {
    const twin = item("file:///other/b/");
    const world = memoryWorld({ items: [...abc, twin] });
    expect(await world.run("remove", "b")).toEqual({
      code: 5,
      out: "",
      err:
        'favkit: 2 items match "b"; name one by its uuid:\n' +
        `  1  ${B?.uuid}  "b"  /b\n` +
        `  3  ${twin.uuid}  "b"  /other/b\n`,
    });
    expect((await world.run("remove", "b", "b", "--all")).code).toBe(0);
    expect((await world.run("remove", "b", "--all")).code).toBe(3);
    expect((await world.items()).map(({ label }) => label)).toEqual(["a", "c"]);
  });

  it("moves", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("move", "c", "--first")).out).toBe("moved c -> /c (from 2 to 0)\n");
    expect(await world.run("move", "c", "--at", "0")).toEqual({
      code: 0,
      out: "",
      err: "favkit: nothing to do\n",
    });
    const nowhere = await world.run("move", "c");
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toContain("a place is missing");
    expect((await world.run("move", "c", "--at", "3")).code).toBe(2);
  });

  it("renames", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("rename", "b", "Bee")).out).toBe('renamed b -> /b (to "Bee")\n');
    expect((await world.items())[1]?.label).toBe("Bee");
    expect((await world.run("rename", "Bee", "")).code).toBe(2);
    expect((await world.run("rename", "Bee", "a\nb")).code).toBe(2);
    expect((await world.run("rename", "Bee")).err).toContain("an argument is missing");
    expect((await world.run("rename", "zzz", "x")).code).toBe(3);
  });

  it("hides and shows", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("hide", "a", "b")).out).toBe("hidden a -> /a\nhidden b -> /b\n");
    expect((await world.run("hide", "a", "--quiet")).err).toBe("");
    expect((await world.run("show", "b", "--quiet")).out).toBe("");
    expect((await world.items()).map(({ isVisible }) => isVisible)).toEqual([false, true, true]);
  });

  it("clears", async () => {
    const world = memoryWorld({ items: abc });
    expect((await world.run("clear")).code).toBe(0);
    expect(await world.items()).toEqual([]);
    expect((await world.run("clear")).err).toBe("favkit: nothing to do\n");
  });

  it("writes of other lists only what stays there", async () => {
    const world = memoryWorld({ paths: ["/new"] });
    expect(await world.run("add", "/new", "--list", "servers")).toEqual({
      code: 6,
      out: "",
      err: 'favkit: the list "servers" takes no add: it can only be read\n',
    });
    expect((await world.run("add", "/new", "--list", "volumes")).err).toContain(
      "only show and hide is possible",
    );
  });
});

describe("undo and history", () => {
  it("takes changes back one after the other", async () => {
    const world = memoryWorld({ items: abc });
    await world.run("move", "c", "--first");
    await world.run("rename", "a", "Ay");
    await world.run("hide", "b");
    await world.run("remove", "b");
    for (const command of ["remove", "hide", "rename", "move"]) {
      const { out } = await world.run("undo");
      expect(out).toContain(`undone: ${command} of 2026-01-02T03:04:05.678Z`);
    }
    expect(await world.items()).toEqual(abc);
    expect(await world.run("undo")).toEqual({
      code: 3,
      out: "",
      err: "favkit: no change of memory:favorites to undo\n",
    });
  });

  it("does not touch what somebody else has changed since", async () => {
    const world = memoryWorld({ items: abc });
    await world.run("remove", "b");
    const now = await world.store.read("favorites");
    await world.store.write("favorites", { ...now, items: [] }, now.seed);
    expect(await world.run("undo")).toEqual({
      code: 7,
      out: "",
      err:
        "favkit: memory:favorites was changed by something else since the last remove; " +
        "--force brings the state before it back nevertheless\n",
    });
    const forced = await world.run("undo", "--force");
    expect(forced.err).toBe("favkit: the backup of before the last remove is gone\n");
    expect(forced.code).toBe(3);
  });

  it("tells what happened", async () => {
    const world = memoryWorld({ items: abc });
    await world.run("move", "c", "--first");
    await world.run("rename", "a", "Ay");
    await world.run("hide", "b");
    await world.run("remove", "b");
    await world.run("undo", "--quiet");
    const time = "2026-01-02T03:04:05.678Z";
    expect((await world.run("history")).out).toBe(
      `${time} move\n  moved c -> /c (from 2 to 0)\n` +
        `${time} rename\n  renamed a -> /a (to "Ay")\n` +
        `${time} hide\n  hidden b -> /b\n` +
        `${time} remove\n  removed b -> /b\n` +
        `${time} undo of a change\n  restored 4 in place of 5\n`,
    );
    const { out } = await world.run("history", "--ndjson");
    expect(
      out
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line).command),
    ).toEqual(["move", "rename", "hide", "remove", "undo"]);
    expect(JSON.parse((await world.run("history", "--json")).out)).toHaveLength(5);
    expect((await world.run("history", "--json", "--ndjson")).code).toBe(2);
  });

  it("tells of changes that failed, and does not undo them", async () => {
    const paths = ["/new"];
    const world = memoryWorld({ store: racingStore(abc, 2), paths });
    await world.run("add", "/new");
    expect((await world.run("history")).out).toContain("add (nothing changed)");
    expect((await world.run("undo")).code).toBe(3);
  });
});

describe("help and mistakes", () => {
  it("has a help text for everything", async () => {
    const world = memoryWorld();
    const general = await world.run("--help");
    expect(general.code).toBe(0);
    expect(await world.run("-h")).toEqual(general);
    for (const [name, { summary }] of COMMANDS) {
      expect(general.out).toContain(`  ${name.padEnd(7)}  ${summary}\n`);
      const { code, out, err } = await world.run(name, "--help");
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain(`usage: favkit ${name}`);
      expect(out).toContain("Examples:");
      expect(out).toContain("Exit codes:");
    }
  });

  it("tells its version", async () => {
    expect((await memoryWorld().run("--version")).out).toBe("favkit 1.2.3\n");
  });

  it.each([
    [["frob"], 'unknown command "frob"'],
    [["frob\u001b[0m"], 'unknown command "frob\\x1b[0m"'],
    [["frob", "--help"], "unknown command"],
    [["list", "--frob"], "Unknown option '--frob'"],
    [["list", "--first"], "--first is no option of this command"],
    [["list", "--list"], "'--list <value>' argument missing"],
    [["list", "--list", "volumes", "--list", "tags"], "--list is given twice"],
    [["list", "--backend", "x"], '--backend "x": auto, api and file are possible'],
    [["list", "--file", ""], "--file is empty"],
    [["list", "--home", "/a", "--user", "b"], "--home and --user"],
    [["list", "--file", "/a", "--backend", "api"], "--file needs no API"],
    [["add"], "an argument is missing"],
    [["list", "--all=yes"], "does not take an argument"],
  ])("%j is a mistake", async (argv, reason) => {
    const { code, out, err } = await memoryWorld().run(...argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(reason);
    expect(err).toMatch(/\nusage: favkit .*\n$/);
  });

  it("tells where the list is when asked", async () => {
    const { err } = await memoryWorld().run("list", "--verbose");
    expect(err).toBe("favkit: file back end, memory:favorites\n");
  });

  it("has no daemon and no files in memory", async () => {
    const world = memoryWorld({ files: { "/f": "x" } });
    expect((await world.run("reload")).code).toBe(6);
    expect((await world.run("backup")).code).toBe(6);
    expect((await world.run("restore", "/f")).code).toBe(6);
  });
});
