import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { sflFileStore } from "../src/adapters/file/sfl-file-store.ts";
import { seedOf } from "../src/adapters/file/stored-file.ts";
import { pureBookmarks } from "../src/adapters/pure-bookmarks.ts";
import { add, BASE, made, NEW, opened } from "./opened-store.ts";
import { archiveFile } from "./written/archive-bytes.ts";
import { favourites, FILES, item, root, uuidOf, volumes } from "./written/sfl-bytes.ts";
import { xmlFile } from "./written/xml-bytes.ts";

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
