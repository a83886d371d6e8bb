import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { replaceFile } from "../src/adapters/file/replace-file.ts";
import { seedOf } from "../src/adapters/file/stored-file.ts";
import { FavkitError } from "../src/domain/favkit-error.ts";
import { add, BASE, folders, made, NEW, opened } from "./opened-store.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { uuidOf } from "./written/sfl-bytes.ts";

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
