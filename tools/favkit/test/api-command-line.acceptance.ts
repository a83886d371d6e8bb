import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { openBench } from "./favkit-process.ts";
import { buildStub, noCompiler } from "./stub-library.ts";
import { FILES } from "./written/sfl-bytes.ts";

const reason = await noCompiler();
const LISTS = "home/Library/Application Support/com.apple.sharedfilelist";
const FILE = `${LISTS}/com.apple.LSSharedFileList.FavoriteItems.sfl4`;
const ITEMS =
  "0\t-\tnwnode://domain-AirDrop\n0\tProjects\tfile:///Users/me/Projects/\n0\tGone\t-\n";

describe("favkit on the API of macOS, which a stub stands in for", () => {
  let folder = "";
  let library = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "favkit-stub-"));
    if (reason === undefined) library = await buildStub(folder);
  });
  beforeEach((context) => {
    context.skip(reason !== undefined, reason);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A home with a file of six items beside the three of the API. */
  async function withApi(mode = "", items = ITEMS) {
    const bench = await openBench();
    await mkdir(bench.path(LISTS), { recursive: true });
    await writeFile(bench.path(FILE), FILES["favourites of macOS 26"] ?? "");
    await writeFile(bench.path("list.txt"), items);
    const env = { FAVKIT_LIBRARY: library };
    // The stub asks the process itself.
    process.env["FAVKIT_STUB_FILE"] = bench.path("list.txt");
    process.env["FAVKIT_STUB_MODE"] = mode;
    return {
      ...bench,
      api: (...argv: readonly string[]) => bench.favkitIn(env, ...argv),
      stored: () => readFile(bench.path("list.txt"), "utf8"),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  }

  it.each([
    ["an empty list", "", ""],
    ["AirDrop without a name", "0\t-\tnwnode://domain-AirDrop\n", "AirDrop\n"],
    [
      "Recents",
      "0\tRecents\tfile:///System/Library/CoreServices/Finder.app/Contents/Resources/MyLibraries/myDocuments.cannedSearch/\n",
      "Recents\n",
    ],
    ["Applications", "0\tApplications\tfile:///Applications/\n", "Applications\n"],
    [
      "a folder",
      "0\tProjects\tfile:///Users/user/Projects/\n",
      "Projects -> /Users/user/Projects\n",
    ],
    [
      "several, one of which is gone",
      ITEMS,
      "AirDrop\nProjects -> /Users/me/Projects\nGone -> NOTFOUND\n",
    ],
  ])("lists %s as the original does", async (_, items, out) => {
    await using bench = await withApi("", items);
    expect(await bench.api()).toEqual({ code: 0, out, err: "" });
  });

  it.each([
    ["null-list", "failed to create favorites list: null handle"],
    ["null-snapshot", "failed to create snapshot: null handle"],
  ])("%s: the original's words and exit 1, and the file with auto", async (mode, words) => {
    await using bench = await withApi(mode);
    expect(await bench.api("list", "--backend", "api")).toEqual({
      code: 1,
      out: "",
      err: `favkit: failed to access Finder favorites: ${words}\n`,
    });
    const auto = await bench.api("list");
    expect(auto.code).toBe(0);
    expect(auto.out).toContain("Desktop -> /Users/somebody/Desktop\n");
    expect(auto.err).toBe(
      `favkit: failed to access Finder favorites: ${words}; the file is used instead\n`,
    );
    expect((await bench.api("doctor")).out).toContain("warning  api: failed to access");
    expect((await bench.favkitIn({ FAVKIT_LIBRARY: "/none.so" }, "list")).code).toBe(0);
    expect(
      (await bench.favkitIn({ FAVKIT_LIBRARY: "/none.so" }, "list", "--backend", "api")).code,
    ).toBe(6);
  });

  it("changes the list by the API, and takes it back", async () => {
    await using bench = await withApi();
    await mkdir(bench.path("new"));
    const added = await bench.api("add", "new", "--first");
    expect(added).toEqual({ code: 0, out: `added new -> ${bench.path("new")} (at 0)\n`, err: "" });
    expect((await bench.api("rename", "Projects", "Work")).code).toBe(0);
    expect((await bench.api("hide", "Work")).code).toBe(0);
    expect((await bench.api("move", "Work", "--first")).code).toBe(0);
    expect((await bench.api("list", "--all")).out).toBe(
      `Work -> /Users/me/Projects (hidden)\nnew -> ${bench.path("new")}\nAirDrop\nGone -> NOTFOUND\n`,
    );
    for (const command of ["move", "hide", "rename", "add"]) {
      const undone = await bench.api("undo");
      expect(undone.out).toContain(`undone: ${command} of `);
    }
    expect((await bench.api()).out).toBe(
      "AirDrop\nProjects -> /Users/me/Projects\nGone -> NOTFOUND\n",
    );
    const json = JSON.parse((await bench.api("list", "--json")).out);
    expect(json[1]).toMatchObject({
      source: "api",
      kind: "folder",
      uuid: expect.stringMatching(/^0{8}-/),
    });
  });

  it("no effect: auto writes the file and says so, api exits 1", async () => {
    await using bench = await withApi("inert");
    const alone = await bench.api("remove", "Projects", "--backend", "api");
    expect(alone).toEqual({
      code: 1,
      out: "",
      err: 'favkit: the API took the change of the list "favorites" and shows none of it\n',
    });
    const auto = await bench.api("add", "smb://nas/x", "--first");
    expect(auto.code).toBe(0);
    expect(auto.out).toBe("added nas -> smb://nas/x (at 0)\n");
    expect(auto.err).toBe(
      'favkit: the API took the change of the list "favorites" and shows none of it; the file is used instead\n',
    );
    expect((await bench.api("list", "--backend", "file")).out).toMatch(
      /^nas -> smb:\/\/nas\/x\nAirDrop\n/,
    );
    expect(await bench.stored()).not.toContain("nas");
    expect((await bench.api("history")).out).toMatch(/add \(nothing changed\)\n[^]*add\n/);
    expect((await bench.api("undo")).out).toContain("undone: add of ");
    expect((await bench.api("list", "--backend", "file")).out).toMatch(/^AirDrop\n/);
  });

  it("uses the file for lists that the API does not know, and for other people's", async () => {
    await using bench = await withApi();
    expect((await bench.api("list", "--list", "tags")).code).toBe(0);
    expect((await bench.api("list", "--list", "tags", "--backend", "api")).code).toBe(6);
    expect((await bench.api("list", "--home", "home")).out).toContain("Desktop");
    expect((await bench.api("list", "--home", "home", "--backend", "api")).code).toBe(2);
    expect((await bench.api("backup", "--backend", "api")).code).toBe(6);
    expect((await bench.api("doctor", "--backend", "api")).code).toBe(0);
  });
});
