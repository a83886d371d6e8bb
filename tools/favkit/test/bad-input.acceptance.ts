import { readdir, readFile, writeFile } from "node:fs/promises";

import { describe, expect, it } from "vitest";

import { openBench } from "./favkit-process.ts";
import { FAVOURITES, LIST, withList } from "./list-bench.ts";
import { archiveFile } from "./written/archive-bytes.ts";
import { folderBookmark, item, root, uuidOf } from "./written/sfl-bytes.ts";

const USAGE = "usage: favkit list [--json|--ndjson|--plain|--mysides] [--all] [--list NAME]\n";

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
