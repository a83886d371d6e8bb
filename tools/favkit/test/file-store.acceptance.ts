import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, describe, expect, it } from "vitest";

import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { replaceFile } from "../src/adapters/file/replace-file.ts";
import { sflFileStore, type SflFileStoreParts } from "../src/adapters/file/sfl-file-store.ts";
import { seedOf } from "../src/adapters/file/stored-file.ts";
import { pureBookmarks } from "../src/adapters/pure-bookmarks.ts";
import type { ListFiles } from "../src/application/ports.ts";
import { FavkitError } from "../src/domain/favkit-error.ts";
import type { Favourite } from "../src/domain/favourite.ts";
import { targetOfUrl } from "../src/domain/target-of.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { archiveFile } from "./written/archive-bytes.ts";
import { favourites, FILES, item, root, uuidOf, volumes } from "./written/sfl-bytes.ts";
import { xmlFile } from "./written/xml-bytes.ts";

const BASE = "com.apple.LSSharedFileList.FavoriteItems";
const folders: AsyncDisposable[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder[Symbol.asyncDispose]();
});

async function opened(more: Partial<SflFileStoreParts> = {}) {
  const folder = await temporaryFolder();
  folders.push(folder);
  const lists = join(folder.path, "lists");
  await mkdir(lists);
  const backups = fileBackups(join(folder.path, "backups"), {
    now: () => new Date(1_790_000_000_000),
  });
  const parts = {
    place: { folder: lists },
    macosVersion: "26.1",
    bookmarks: pureBookmarks("macos26"),
    backups,
  };
  const store = sflFileStore({ ...parts, ...more });
  const path = (suffix: string) => join(lists, `${BASE}.${suffix}`);
  return { lists, backups, store, path };
}

const made = (url: string, number: number, label: string): Favourite => ({
  uuid: uuidOf(number),
  target: targetOfUrl(url),
  label,
  isVisible: true,
  isResolved: true,
});
const NEW = made("file:///Users/somebody/New/", 50, "New");

async function add(store: ListFiles, item: Favourite) {
  const before = await store.read("favorites");
  return store.write("favorites", { ...before, items: [...before.items, item] }, before.seed);
}

describe("a list in a file", () => {
  it("is told with targets, labels and what is special", async () => {
    const { store, path } = await opened();
    await writeFile(path("sfl4"), archiveFile(favourites("macos26")));
    const { items, properties, seed } = await store.read("favorites");
    expect(
      items.map(({ target, label, isVisible, special }) => [target, label, isVisible, special]),
    ).toEqual([
      [{ kind: "airdrop" }, "AirDrop", true, "IsMeetingRoom"],
      [{ kind: "applications" }, "Applications", true, undefined],
      [{ kind: "folder", path: "/Users/somebody/Desktop" }, "Desktop", true, undefined],
      [
        { kind: "folder", path: "/Users/somebody/Ünïcode 100% #1" },
        "Ünïcode 100% #1",
        true,
        undefined,
      ],
      [{ kind: "home", path: "/Users/somebody" }, "somebody", true, "IsHome"],
      [{ kind: "folder", path: "/Users/somebody/Projects" }, "somebody", false, undefined],
    ]);
    expect(properties).toEqual({ "com.apple.LSSharedFileList.ForceTemplateIcons": true });
    expect(seed).toBe(seedOf(await readFile(path("sfl4"))));
  });

  it("of volumes is told, and its flags are written", async () => {
    const { store, lists } = await opened();
    const file = join(lists, "com.apple.LSSharedFileList.FavoriteVolumes.sfl4");
    await writeFile(file, archiveFile(volumes("macos26")));
    const before = await store.read("volumes");
    expect(before.items.map(({ target }) => target.kind)).toEqual([
      "computer",
      "icloud",
      "remoteDisc",
      "trash",
      "volume",
      "volume",
    ]);
    const key = "com.apple.LSSharedFileList.FavoriteVolumes.ComputerIsVisible";
    const after = await store.write(
      "volumes",
      { ...before, properties: { ...before.properties, [key]: true } },
      before.seed,
    );
    expect(after.properties).toEqual({ ...before.properties, [key]: true });
    await store.write("volumes", { ...after, properties: before.properties }, after.seed);
    expect((await readFile(file)).equals(archiveFile(volumes("macos26")))).toBe(true);
  });

  it("with a broken bookmark has an opaque item whose bytes are kept", async () => {
    const { store, path } = await opened();
    const blob = Buffer.from("this is no bookmark");
    await writeFile(
      path("sfl4"),
      archiveFile(
        root([
          item({ uuid: uuidOf(1), bookmark: blob, name: "Odd" }),
          item({ uuid: uuidOf(2), bookmark: 7 }),
        ]),
      ),
    );
    const { items } = await store.read("favorites");
    expect(items.map(({ target, label, isResolved }) => [target, label, isResolved])).toEqual([
      [{ kind: "opaque" }, "Odd", false],
      [{ kind: "opaque" }, "", false],
    ]);
    await add(store, NEW);
    expect((await readFile(path("sfl4"))).includes(blob)).toBe(true);
  });

  it("loses nothing and keeps its bytes over adding and removing", async () => {
    for (const [name, bytes] of Object.entries(FILES).filter(
      ([each]) => !each.includes("oldest"),
    )) {
      const { store, path } = await opened();
      await writeFile(path("sfl3"), bytes);
      const added = await add(store, NEW);
      expect([name, (await readFile(path("sfl3"))).equals(bytes)]).toEqual([name, false]);
      await store.write("favorites", { ...added, items: added.items.slice(0, -1) }, added.seed);
      expect([name, (await readFile(path("sfl3"))).equals(bytes)]).toEqual([name, true]);
    }
  });

  it("is not written when nothing is different, be it XML", async () => {
    const { store, path, backups } = await opened();
    await writeFile(path("sfl3"), xmlFile(favourites("macos12")));
    const before = await store.read("favorites");
    await store.write("favorites", before, before.seed);
    expect((await readFile(path("sfl3"))).equals(xmlFile(favourites("macos12")))).toBe(true);
    expect(await backups.list()).toEqual([]);
    expect((await add(store, NEW)).items).toHaveLength(before.items.length + 1);
    expect((await readFile(path("sfl3"))).toString("latin1", 0, 8)).toBe("bplist00");
  });

  it("of the oldest format is read, not written", async () => {
    const { store, path } = await opened();
    const bytes = FILES["the oldest format"] ?? Buffer.alloc(0);
    await writeFile(path("sfl"), bytes);
    expect((await store.read("favorites")).items.map(({ label }) => label)).toEqual([
      "First",
      "Second",
    ]);
    await expect(add(store, NEW)).rejects.toMatchObject({ code: "unsupported" });
    expect((await readFile(path("sfl"))).equals(bytes)).toBe(true);
  });

  it("gets explicit names only where the bookmark does not say the same", async () => {
    const { store } = await opened();
    await add(store, NEW);
    const after = await add(store, made("file:///Users/somebody/Other/", 51, "Mine"));
    expect(after.items.map(({ label }) => label)).toEqual(["New", "Mine"]);
    const { openSflList, readPlist } = await import("../src/codecs/sfl-list.ts");
    const list = openSflList(
      await readPlist((await store.readBytes("favorites")) ?? new Uint8Array()),
    );
    expect(list.items.map(({ name }) => name)).toEqual([undefined, "Mine"]);
  });

  it("does not take items that were read from another content", async () => {
    const { store } = await opened();
    const first = await add(store, NEW);
    const second = await add(store, made("file:///b/", 51, "b"));
    await expect(
      store.write("favorites", { ...second, items: first.items }, second.seed),
    ).rejects.toThrow(RangeError);
  });
});

describe("the file of a list", () => {
  it("is the one with the highest suffix", async () => {
    const { store, path } = await opened();
    for (const suffix of ["sfl", "sfl2", "sfl3", "sfl2.bak", "sflx"])
      await writeFile(path(suffix), archiveFile(root([])));
    expect(await store.locate("favorites")).toBe(path("sfl3"));
  });

  it.each([
    ["26.1", "sfl4"],
    ["15.6.1", "sfl3"],
    ["13.0", "sfl3"],
    ["12.7", "sfl2"],
    ["10.13.6", "sfl2"],
  ])("is made as macOS %s would: .%s", async (macosVersion, suffix) => {
    const { store, path, lists } = await opened({ macosVersion });
    expect(await store.read("favorites")).toEqual({ items: [], properties: {}, seed: "" });
    await add(store, NEW);
    expect(await readdir(lists)).toEqual([`${BASE}.${suffix}`]);
    expect((await stat(path(suffix))).mode & 0o777).toBe(0o600);
  });

  it.each([undefined, "10.10", "9"])(
    "is made on macOS %s only when that is forced",
    async (macosVersion) => {
      const { store } = await opened({ macosVersion });
      await expect(add(store, NEW)).rejects.toMatchObject({ code: "unsupported" });
      const forced = await opened({ macosVersion, isForced: true });
      expect((await add(forced.store, NEW)).items).toHaveLength(1);
    },
  );

  it("with a newer suffix is read, and written only when that is forced", async () => {
    const { store, path, lists } = await opened();
    await writeFile(path("sfl5"), archiveFile(favourites("macos26")));
    expect((await store.read("favorites")).items).toHaveLength(6);
    await expect(add(store, NEW)).rejects.toMatchObject({ code: "unsupported" });
    const forced = sflFileStore({
      place: { folder: lists },
      bookmarks: pureBookmarks("macos26"),
      backups: fileBackups(join(lists, "b"), { now: () => new Date(0) }),
      isForced: true,
    });
    expect((await add(forced, NEW)).items).toHaveLength(7);
  });

  it("that is empty is an empty list; one that is no list is told with the offset", async () => {
    const { store, path } = await opened();
    await writeFile(path("sfl4"), "");
    expect((await store.read("favorites")).items).toEqual([]);
    expect((await add(store, NEW)).items).toHaveLength(1);
    await writeFile(path("sfl4"), "hello");
    await expect(store.read("favorites")).rejects.toMatchObject({
      code: "malformed_file",
      message: expect.stringContaining("(offset 0)"),
    });
    await writeFile(path("sfl4"), Buffer.alloc(64 * 1024 * 1024 + 1));
    await expect(store.read("favorites")).rejects.toMatchObject({ code: "malformed_file" });
  });

  it("that is a folder or a pipe is refused at once", async () => {
    const { store, path } = await opened();
    await mkdir(path("sfl4"));
    await expect(store.read("favorites")).rejects.toMatchObject({ code: "io_failed" });
    await promisify(execFile)("mkfifo", [path("sfl5")]);
    await expect(store.read("favorites")).rejects.toMatchObject({ code: "io_failed" });
  });

  it("keeps its mode, and links to it stay links", async () => {
    const { lists, backups } = await opened();
    const target = join(lists, "real.sfl3");
    const link = join(lists, "link.sfl3");
    await writeFile(target, archiveFile(favourites("macos12")));
    await chmod(target, 0o640);
    await symlink(target, link);
    const store = sflFileStore({
      place: { file: link },
      bookmarks: pureBookmarks("macos12"),
      backups,
    });
    await add(store, NEW);
    expect((await stat(target)).mode & 0o777).toBe(0o640);
    expect(
      (await readdir(lists, { withFileTypes: true })).map((entry) => [
        entry.name,
        entry.isSymbolicLink(),
      ]),
    ).toEqual([
      ["link.sfl3", true],
      ["real.sfl3", false],
    ]);
    expect((await backups.list(link))[0]?.sha256).toBe(seedOf(archiveFile(favourites("macos12"))));
  });
});

describe("writing a file", () => {
  const bytes = (text: string) => Buffer.from(text);

  it("gives up when the file changes at any moment before the last", async () => {
    const { path } = await opened();
    const file = path("sfl4");
    const theirs = async () => writeFile(file, "theirs");
    const attempt = (hooks: { change?: () => Promise<void>; keep?: () => Promise<void> }) =>
      replaceFile({
        path: file,
        expectedSeed: seedOf(bytes("old")),
        async change() {
          await hooks.change?.();
          return bytes("new");
        },
        keep: async () => hooks.keep?.(),
      });
    for (const hooks of [{ change: theirs }, { keep: theirs }]) {
      await writeFile(file, "old");
      await expect(attempt(hooks)).rejects.toMatchObject({ code: "concurrent_change" });
      expect(await readFile(file, "utf8")).toBe("theirs");
    }
    expect(await readdir(join(file, ".."))).toEqual([`${BASE}.sfl4`]);
  });

  it("loses no change of writers that run at the same time", async () => {
    const { store } = await opened();
    const retried = async (number: number): Promise<void> => {
      try {
        await add(store, made(`file:///f/${number}/`, number, `${number}`));
      } catch (error) {
        if (!(error instanceof FavkitError) || error.code !== "concurrent_change") throw error;
        await retried(number);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => retried(number)));
    const { items } = await store.read("favorites");
    expect(items.map(({ uuid }) => uuid).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, number) => uuidOf(number)),
    );
  });

  it("takes over what a process left that is gone, and waits for one that lives", async () => {
    const { store, path, lists } = await opened();
    const hidden = join(lists, `.${BASE}.sfl4.favkit`);
    const { stdout } = await promisify(execFile)(process.execPath, ["-p", "process.pid"]);
    await writeFile(`${hidden}-lock`, stdout.trim());
    await writeFile(`${hidden}-new`, "torn");
    expect((await add(store, NEW)).items).toHaveLength(1);
    expect(await readdir(lists)).toEqual([`${BASE}.sfl4`]);
    await writeFile(`${hidden}-lock`, `${process.pid}`);
    await expect(add(store, made("file:///b/", 51, "b"))).rejects.toMatchObject({
      code: "concurrent_change",
    });
    // A crash between making the lock and writing the id into it leaves it empty.
    await writeFile(`${hidden}-lock`, "");
    expect((await add(store, made("file:///b/", 51, "b"))).items).toHaveLength(2);
    expect(await readFile(path("sfl4"))).toBeDefined();
  });
});

describe("backups", () => {
  const at = (folder: string, times: number[]) =>
    fileBackups(folder, { now: () => new Date(times.shift() ?? 0) });

  it("keep the newest twenty of each file, equal contents once", async () => {
    const folder = await temporaryFolder();
    folders.push(folder);
    const times = Array.from({ length: 60 }, (_, number) => 1000 * (number + 1));
    const backups = at(folder.path, times);
    for (let number = 0; number < 25; number += 1)
      await backups.keep("/a/list", Buffer.from(`${number}`));
    await backups.keep("/b/list", Buffer.from("other"));
    await backups.keep("/a/list", Buffer.from("10"));
    const kept = await backups.list("/a/list");
    expect(kept).toHaveLength(20);
    expect(kept.slice(0, 2).map(({ sha256 }) => sha256)).toEqual(
      ["10", "24"].map((text) => seedOf(Buffer.from(text))),
    );
    expect(
      (await backups.list()).map(({ origin }) => origin).filter((origin) => origin === "/b/list"),
    ).toHaveLength(1);
    const [newest] = kept;
    expect(newest && (await backups.read(newest)).toString()).toBe("10");
  });

  it("keep their order when the clock stands still or goes back", async () => {
    const folder = await temporaryFolder();
    folders.push(folder);
    const backups = at(folder.path, [5000, 5000, 1000]);
    for (const text of ["a", "b", "c"]) await backups.keep("/list", Buffer.from(text));
    expect((await backups.list("/list")).map(({ sha256 }) => sha256)).toEqual(
      ["c", "b", "a"].map((text) => seedOf(Buffer.from(text))),
    );
  });

  it("that were changed are told so, and other files among them are none", async () => {
    const folder = await temporaryFolder();
    folders.push(folder);
    const backups = at(folder.path, [5000]);
    const backup = await backups.keep("/list", Buffer.from("a"));
    await writeFile(backup.path, "b");
    await writeFile(join(folder.path, "note"), "");
    await writeFile(`${backup.path}.123`, "cut short");
    await expect(backups.read(backup)).rejects.toMatchObject({ code: "backup_damaged" });
    expect(await backups.list()).toHaveLength(1);
    expect(await at(join(folder.path, "none"), []).list()).toEqual([]);
  });
});

describe("restoring", () => {
  it("puts bytes back as they are, and nothing that is no list", async () => {
    const { store, path, backups } = await opened();
    const bytes = archiveFile(favourites("macos26"));
    await writeFile(path("sfl4"), bytes);
    const after = await add(store, NEW);
    const [backup] = await backups.list(path("sfl4"));
    expect(backup?.sha256).toBe(seedOf(bytes));
    await expect(
      store.restoreBytes("favorites", Buffer.from("x"), after.seed),
    ).rejects.toMatchObject({ code: "malformed_file" });
    const back = await store.restoreBytes("favorites", bytes, after.seed);
    expect(back.seed).toBe(seedOf(bytes));
    expect((await readFile(path("sfl4"))).equals(bytes)).toBe(true);
    await expect(store.restoreBytes("favorites", bytes, after.seed)).rejects.toMatchObject({
      code: "concurrent_change",
    });
  });
});
