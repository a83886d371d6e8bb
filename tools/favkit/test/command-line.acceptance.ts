import { chmod, mkdir, readdir, readFile, rm, symlink, watch, writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { openBench, sha256, type StartOptions } from "./favkit-process.ts";
import { archiveFile } from "./written/archive-bytes.ts";
import { folderBookmark, item, root, uuidOf, FILES } from "./written/sfl-bytes.ts";

const LIST = "com.apple.LSSharedFileList.FavoriteItems.sfl4";
const VOLUMES = "com.apple.LSSharedFileList.FavoriteVolumes.sfl4";
const FAVOURITES = FILES["favourites of macOS 26"] ?? Buffer.alloc(0);
const USAGE = "usage: favkit list [--json|--ndjson|--plain|--mysides] [--all] [--list NAME]\n";

/** A folder with one file of a list in it. */
async function withList(bytes: Uint8Array = FAVOURITES, name = LIST) {
  const bench = await openBench();
  await writeFile(bench.path(name), bytes);
  return {
    ...bench,
    run: (...argv: readonly string[]) => bench.favkit(...argv, "--file", name),
    start: (options: StartOptions, ...argv: readonly string[]) =>
      bench.start(options, ...argv, "--file", name),
    hash: () => sha256(bench.path(name)),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

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

describe("what is wrong with the input", () => {
  it("wrong usage: exit 2 and the usage line", async () => {
    await using bench = await openBench();
    const answers = await Promise.all([
      bench.favkit("lsit"),
      bench.favkit("list", "--nope"),
      bench.favkit("add"),
      bench.favkitIn({ FAVKIT_BACKEND: "x" }, "list", "--file", LIST),
    ]);
    expect(answers.map(({ code, out }) => [code, out])).toEqual([
      [2, ""],
      [2, ""],
      [2, ""],
      [2, ""],
    ]);
    expect(answers.map(({ err }) => err)).toEqual([
      'favkit: unknown command "lsit"\nusage: favkit [command] [options]    favkit --help\n',
      `favkit: Unknown option '--nope'\n${USAGE.replace(/ list.*/, " [command] [options]    favkit --help")}`,
      expect.stringContaining("favkit: an argument is missing\nusage: favkit add <path|url>…"),
      `favkit: FAVKIT_BACKEND="x": auto, api and file are possible\n${USAGE}`,
    ]);
  });

  it("no file, or an empty one: the list is empty, and add creates it", async () => {
    await using bench = await openBench();
    await writeFile(bench.path("empty.sfl3"), "");
    const nothing = { code: 0, out: "", err: "" };
    expect(await bench.favkit("list", "--file", "none.sfl4")).toEqual(nothing);
    expect(await bench.favkit("list", "--file", "empty.sfl3")).toEqual(nothing);
    for (const name of ["none.sfl4", "empty.sfl3"]) {
      expect((await bench.favkit("add", "/", "--file", name)).code).toBe(0);
      expect((await bench.favkit("list", "--file", name)).out).toBe("/ -> /\n");
      expect((await bench.favkit("undo", "--file", name)).code).toBe(0);
      expect(await bench.favkit("list", "--file", name)).toEqual(nothing);
    }
  });

  it.each([
    ["no property list", Buffer.from("hello"), /offset 0/],
    ["half a file", FAVOURITES.subarray(0, 700), /offset \d+/],
    [
      "an archive of something else",
      archiveFile({ classes: ["NSObject"], fields: [] }),
      /offset \d+/,
    ],
  ])("%s: exit 6 with the offset, and nothing is written", async (_, bytes, reason) => {
    await using bench = await withList(bytes);
    const before = await bench.hash();
    for (const argv of [["list"], ["add", "/"], ["clear"]]) {
      const { code, out, err } = await bench.run(...argv);
      expect([code, out]).toEqual([6, ""]);
      expect(err).toMatch(reason);
    }
    expect((await bench.favkit("decode", LIST)).code).toBe(6);
    expect((await bench.run("doctor")).code).toBe(6);
    expect((await bench.favkit("restore", LIST, "--file", "other.sfl4")).code).toBe(6);
    expect(await bench.hash()).toBe(before);
    expect((await readdir(bench.folder)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("a broken bookmark: the item is listed as unresolved, and its bytes are kept", async () => {
    const broken = Buffer.concat([Buffer.from("book"), Buffer.alloc(40, 0xff)]);
    const items = [
      item({ uuid: uuidOf(1), bookmark: broken, name: "Odd" }),
      item({ uuid: uuidOf(2), bookmark: folderBookmark("/a", "macos12") }),
    ];
    await using bench = await withList(archiveFile(root(items)));
    expect((await bench.run("list")).out).toBe("Odd -> NOTFOUND\na -> /a\n");
    const { out } = await bench.run("list", "--ndjson");
    expect(JSON.parse(out.split("\n")[0] ?? "")).toMatchObject({
      kind: "unknown",
      resolved: false,
    });
    expect((await bench.run("move", "a", "--first")).code).toBe(0);
    expect((await readFile(bench.path(LIST))).includes(broken)).toBe(true);
    expect((await bench.run("doctor")).out).toContain("1 of them not resolved");
  });

  it("no permission: exit 4 with the way to the settings, the file untouched", async (context) => {
    if (process.getuid?.() === 0)
      context.skip("root may write everywhere: there is nothing to refuse");
    await using bench = await withList();
    const before = await bench.hash();
    await chmod(bench.folder, 0o500);
    const answer = await bench.run("clear", "--state", "/tmp");
    await chmod(bench.folder, 0o700);
    expect(answer.code).toBe(4);
    expect(answer.err).toContain(
      "x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles",
    );
    expect(await bench.hash()).toBe(before);
  });

  it("a newer suffix: it is read, and written by --force only", async () => {
    await using bench = await withList(FAVOURITES, "com.apple.LSSharedFileList.FavoriteItems.sfl5");
    expect((await bench.run("list")).code).toBe(0);
    const before = await bench.hash();
    const refused = await bench.run("clear");
    expect([refused.code, refused.out]).toEqual([6, ""]);
    expect(refused.err).toContain("--force");
    expect(await bench.hash()).toBe(before);
    expect((await bench.run("clear", "--force")).code).toBe(0);
  });

  it("another system than macOS: exit 6 and one sentence, unless a file is named", async (context) => {
    if (process.platform === "darwin") context.skip("this is macOS");
    await using bench = await openBench();
    const answer = await bench.favkit("list");
    expect([answer.code, answer.out]).toEqual([6, ""]);
    expect(answer.err).toMatch(/^favkit: .*--file PATH\n$/);
    const doctor = await bench.favkit("doctor");
    expect(doctor.code).toBe(6);
    expect(doctor.out).toContain("failed   system: ");
    expect((await bench.favkit("reload", "--file", LIST)).code).toBe(6);
  });

  it("files that are missing, too large or no files", async () => {
    await using bench = await withList();
    await writeFile(bench.path("large.yaml"), "#".repeat(1_048_577));
    const answers = await Promise.all([
      bench.run("apply", "missing.yaml"),
      bench.run("apply", "large.yaml"),
      bench.run("apply", "."),
      bench.favkit("decode", "missing"),
    ]);
    expect(answers.map(({ code }) => code)).toEqual([3, 2, 2, 3]);
    expect(answers[1]?.err).toContain("line 1, column 1: ");
  });
});

describe("changes that were cut short, and changes by others", () => {
  it("a change that was never told to have ended is undone from its backup", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("clear");
    const journal = bench.path("state/favkit/journal.ndjson");
    const [begun = ""] = (await readFile(journal, "utf8")).split("\n");
    await writeFile(journal, `${begun}\n{"type":"ListCha`);
    const history = await bench.run("history");
    expect(history.out).toContain("clear (cut short)\n");
    expect(history.err).toBe("favkit: 1 lines of the journal cannot be read\n");
    expect((await bench.run("undo")).code).toBe(0);
    expect(await bench.hash()).toBe(before);
  });

  it("a change that was cut short before it happened is none", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("rename", "Desktop", "Desk");
    await bench.run("undo");
    const journal = bench.path("state/favkit/journal.ndjson");
    const [begun = ""] = (await readFile(journal, "utf8")).split("\n");
    await writeFile(journal, `${begun}\n`);
    expect((await bench.run("undo")).code).toBe(3);
    expect(await bench.hash()).toBe(before);
  });

  it("what something else changed since is not undone, but by force", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("rename", "Desktop", "Desk");
    await writeFile(bench.path(LIST), FILES["no items"] ?? "");
    const refused = await bench.run("undo");
    expect([refused.code, refused.out]).toEqual([7, ""]);
    expect(refused.err).toContain("was changed by something else since the last rename");
    expect((await bench.run("undo", "--force")).code).toBe(0);
    expect(await bench.hash()).toBe(before);
  });

  it("SIGKILL in the middle leaves the old or the new list, and undo brings the old one back", async () => {
    await using bench = await withList();
    const before = await bench.hash();
    await bench.run("clear");
    const after = await bench.hash();
    await bench.run("undo");
    for (const wait of ["journal.ndjson", "backups"]) {
      const state = bench.path("state/favkit");
      await rm(state, { recursive: true });
      await mkdir(state);
      const { child, outcome } = bench.start({}, "clear");
      for await (const { filename } of watch(state)) if (filename === wait) break;
      child.kill("SIGKILL");
      await outcome;
      const found = await bench.hash();
      expect([before, after]).toContain(found);
      const undone = await bench.run("undo");
      expect(undone.code).toBe(found === before ? 3 : 0);
      expect(await bench.hash()).toBe(before);
    }
  });

  it("many at once lose nothing: each succeeds, or says that it did not", async () => {
    await using bench = await withList(FILES["no items"]);
    const names = Array.from({ length: 4 }, (_, at) => `d${at}`);
    await Promise.all(names.map((name) => mkdir(bench.path(name))));
    const answers = await Promise.all(names.map((name) => bench.start({}, "add", name).outcome));
    const { out } = await bench.run("list", "--plain");
    const listed = names.filter((name) => out.includes(`${name}\t`));
    expect(answers.every(({ code }) => code === 0 || code === 7)).toBe(true);
    expect(listed).toEqual(names.filter((_, at) => answers[at]?.code === 0));
  });
});
