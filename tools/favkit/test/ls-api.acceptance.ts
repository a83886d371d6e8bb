import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import koffi from "koffi";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { lsApiStore } from "../src/adapters/ls-api/ls-api-store.ts";
import { openLibrary } from "../src/adapters/ls-api/open-library.ts";
import { sharedFileList } from "../src/adapters/ls-api/shared-file-list.ts";
import type { ListStore } from "../src/application/ports.ts";
import { describeListStore } from "./list-store-contract.ts";
import { item } from "./memory-world.ts";
import { buildStub, noCompiler } from "./stub-library.ts";

const reason = await noCompiler();

describe("the store of the API, on a stub of the C library", () => {
  let folder = "";
  let list = "";
  let store: ListStore;
  let counter: (name: string) => number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "favkit-api-"));
    if (reason !== undefined) return;
    const path = await buildStub(folder);
    store = lsApiStore(sharedFileList(await openLibrary(path)));
    const library = koffi.load(path);
    counter = (name) => Number(library.func(`favkit_stub_${name}`, "uint32_t", [])());
  });

  beforeEach(async (context) => {
    context.skip(reason !== undefined, reason);
    list = join(folder, "list.txt");
    await writeFile(list, "");
    setEnvironment("FAVKIT_STUB_FILE", list);
    setEnvironment("FAVKIT_STUB_MODE", "");
  });

  afterAll(() => rm(folder, { recursive: true }));

  describeListStore(async () => store);

  it("tells null handles in the original's words", async () => {
    setEnvironment("FAVKIT_STUB_MODE", "null-list");
    await expect(store.read("favorites")).rejects.toMatchObject({
      code: "api_failed",
      message: "failed to access Finder favorites: failed to create favorites list: null handle",
    });
    setEnvironment("FAVKIT_STUB_MODE", "null-snapshot");
    await expect(store.read("favorites")).rejects.toMatchObject({
      code: "api_failed",
      message: "failed to access Finder favorites: failed to create snapshot: null handle",
    });
  });

  it("lists items without name or URL, and goes on behind them", async () => {
    await writeFile(
      list,
      "0\t-\tnwnode://domain-AirDrop\n0\tGone\t-\n1\tHid\tfile:///h/\n0\t-\t-\n0\tb\tfile:///b/\n",
    );
    const { items } = await store.read("favorites");
    expect(items.map(({ label, isResolved, isVisible }) => [label, isResolved, isVisible])).toEqual(
      [
        ["AirDrop", true, true],
        ["Gone", false, true],
        ["Hid", true, false],
        ["", false, true],
        ["b", true, true],
      ],
    );
  });

  it("notices that the API takes a change and does nothing", async () => {
    await writeFile(list, "0\ta\tfile:///a/\n");
    setEnvironment("FAVKIT_STUB_MODE", "inert");
    const before = await store.read("favorites");
    const items = [...before.items, item("file:///b/")];
    await expect(store.write("favorites", { ...before, items }, before.seed)).rejects.toMatchObject(
      {
        code: "write_without_effect",
      },
    );
  });

  it.each([
    ["a removal", []],
    ["an insertion", [item("file:///a/"), item("file:///b/")]],
  ])("tells that %s was refused, with the status", async (_, items) => {
    await writeFile(list, "0\tz\tfile:///z/\n");
    setEnvironment("FAVKIT_STUB_MODE", "refuse");
    const before = await store.read("favorites");
    await expect(store.write("favorites", { ...before, items }, before.seed)).rejects.toMatchObject(
      {
        code: "api_failed",
        message: expect.stringMatching(/failed to (remove "z": status -50|insert)/),
      },
    );
    expect(await readFile(list, "utf8")).toBe("0\tz\tfile:///z/\n");
  });

  it("does not know every list", async () => {
    await expect(store.read("tags")).rejects.toMatchObject({ code: "unsupported" });
    expect((await store.read("volumes")).items).toEqual([]);
  });

  it("has left no reference behind in all of this, nor released one twice", () => {
    const counters = { live: 0, over_releases: 0, wrong_flags: 0 };
    expect(Object.keys(counters).map(counter)).toEqual(Object.values(counters));
    expect(counter("calls")).toBeGreaterThan(20);
  });

  it("lists 10,000 times without a leak, in a process of its own", async () => {
    const lines = ["a", "b", "c"].map((name) => `0\t${name}\tfile:///Users/me/${name}/\n`);
    await writeFile(list, lines.join(""));
    const program = new URL("./stub-calls.ts", import.meta.url).pathname;
    const argv = ["--expose-gc", program, join(folder, "shared-file-list.so"), "10000"];
    // What counts covered lines grows with the calls.
    const env = { ...process.env, NODE_V8_COVERAGE: "" };
    const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
    const { growthMb, ...counts } = JSON.parse(stdout);
    expect(counts).toEqual({ calls: 10_000, live: 0, overReleases: 0, wrongFlags: 0 });
    expect(growthMb).toBeLessThanOrEqual(5);
  });
});

/** The stub reads the environment of the process by `getenv`, which Node writes through to. */
function setEnvironment(name: string, value: string): void {
  process.env[name] = value;
}
