import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { fileJournal } from "../src/adapters/file/journal/file-journal.ts";
import type { JournalEntry } from "../src/application/ports.ts";
import type { ListEvent } from "../src/domain/events.ts";
import { FavkitError } from "../src/domain/favkit-error.ts";
import { item } from "./memory-world.ts";

const facts = item("file:///a/");
const EVENTS: readonly ListEvent[] = [
  { type: "FavouriteAdded", item: facts, to: 0 },
  { type: "FavouriteRemoved", item: item("smb://nas/x"), from: 1 },
  { type: "FavouriteMoved", item: item("x-apple-findertag:Red"), from: 1, to: 0 },
  { type: "FavouriteRenamed", item: facts, at: 0, label: "b" },
  { type: "VisibilityChanged", item: item("nwnode://domain-AirDrop"), at: 0, isVisible: false },
  { type: "ListRestored", from: "1", to: "2" },
];
const ENTRY: JournalEntry = {
  id: "1",
  at: new Date("2026-01-02T03:04:05.678Z"),
  where: "/list",
  list: "favorites",
  command: "add",
  events: EVENTS,
  before: "s1",
  undoes: "0",
};

describe("the journal", () => {
  let folder = "";
  let journals = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "favkit-journal-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const newPath = () => {
    journals += 1;
    return join(folder, `${journals}`, "journal.ndjson");
  };

  it("follows no link to another file", async () => {
    const path = newPath();
    await mkdir(dirname(path), { recursive: true });
    const other = join(folder, "other");
    await symlink(other, path);
    await expect(fileJournal(path).begin(ENTRY)).rejects.toBeInstanceOf(FavkitError);
    await expect(stat(other)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("gives back what it was told, to nobody but its owner", async () => {
    const path = newPath();
    const journal = fileJournal(path);
    expect(await journal.read()).toEqual({ entries: [], unreadable: 0 });
    await journal.begin(ENTRY);
    expect(await fileJournal(path).read()).toEqual({ entries: [ENTRY], unreadable: 0 });
    await journal.begin({ ...ENTRY, id: "2" });
    await journal.end("1", { after: "s2", where: "/other" });
    await journal.end("unknown", { after: "s2", where: "/other" });
    const { entries } = await journal.read();
    expect(entries).toEqual([
      { ...ENTRY, after: "s2", where: "/other" },
      { ...ENTRY, id: "2" },
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(path, ".."))).mode & 0o777).toBe(0o700);
  });

  it("passes over lines that are cut short or not its own, and writes on behind them", async () => {
    const path = newPath();
    const journal = fileJournal(path);
    await journal.begin(ENTRY);
    const line = (await readFile(path, "utf8")).trim();
    const spoiled = [
      line.slice(0, 40),
      "[]",
      "null",
      "1",
      '{"type":"Other"}',
      '{"type":"ListChanged","id":1}',
      line.replace("favorites", "nonsense"),
      line.replace("2026-01-02", "2026-91-02"),
      line.replace("FavouriteAdded", "FavouriteEaten"),
      line.replace('"to":0', '"to":-1'),
      line.replace('"kind":"folder"', '"kind":"rocket"'),
      line.replace('"path":"/a"', '"path":7'),
      line.replace('"isVisible":true', '"isVisible":"yes"'),
      line.replace('"label":"b"', '"label":null'),
      line.replace('"events":[', '"events":[3,'),
      line.replace('"item":{', '"item":null,"was":{'),
      line.replace('"target":{', '"target":1,"was":{'),
      line.replace('"events":[', '"events":"","was":['),
    ];
    await writeFile(path, `${spoiled.join("\n")}\n${line.slice(0, 9)}`);
    await journal.begin({ ...ENTRY, id: "9" });
    const { entries, unreadable } = await journal.read();
    expect(entries.map(({ id }) => id)).toEqual(["9"]);
    expect(unreadable).toBe(spoiled.length + 1);
  });

  it("lets its older half go when it is too large", async () => {
    const path = newPath();
    const journal = fileJournal(path);
    await journal.begin(ENTRY);
    const line = await readFile(path, "utf8");
    const many = Array.from({ length: 1200 }, (_, at) => line.replace('"id":"1"', `"id":"${at}"`));
    await writeFile(path, many.join(""));
    await journal.begin({ ...ENTRY, id: "last" });
    const { entries, unreadable } = await journal.read();
    expect(unreadable).toBe(0);
    expect(entries.length).toBeGreaterThan(500);
    expect(entries.length).toBeLessThan(620);
    expect(entries.at(-1)?.id).toBe("last");
    expect(entries.at(-2)?.id).toBe("1199");
  });

  it("tells where it cannot be written", async (context) => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(fileJournal(join(file, "journal.ndjson")).begin(ENTRY)).rejects.toMatchObject({
      code: "io_failed",
      message: expect.stringContaining("--state DIR names another folder"),
    });
    if (process.getuid?.() === 0)
      context.skip("root may write everywhere: there is nothing to refuse");
    const closed = join(folder, "closed");
    await mkdir(closed);
    await chmod(closed, 0o500);
    await expect(fileJournal(join(closed, "j", "j")).begin(ENTRY)).rejects.toMatchObject({
      code: "permission_denied",
    });
  });

  it("that root begins belongs to whoever owns the folder", async (context) => {
    if (process.getuid?.() !== 0) context.skip("only root gives files away");
    const path = newPath();
    const home = join(folder, "owned");
    await mkdir(home);
    // They can get at what is theirs.
    await chmod(folder, 0o711);
    await chown(home, 1, 1);
    const journal = fileJournal(join(home, "a/b", basename(path)));
    await journal.begin(ENTRY);
    for (const name of ["a", "a/b", join("a/b", basename(path))]) {
      expect(await stat(join(home, name))).toMatchObject({ uid: 1, gid: 1 });
    }
  });
});
