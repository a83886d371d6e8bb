import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeAll, describe, expect, it } from "vitest";

import { fileBackups } from "../src/adapters/file/file-backups.ts";
import { sflFileStore } from "../src/adapters/file/sfl-file-store.ts";
import { seedOf } from "../src/adapters/file/stored-file.ts";
import { pureBookmarks } from "../src/adapters/pure-bookmarks.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { archiveFile } from "./written/archive-bytes.ts";
import { favourites } from "./written/sfl-bytes.ts";

const WRITER = fileURLToPath(new URL("killed-writer.ts", import.meta.url));
const OLD = archiveFile(favourites("macos26"));
/** The write protocol makes fewer calls than this; the last ones of the list therefore end well. */
const CALLS = Array.from({ length: 36 }, (_, at) => at + 1);

/** Runs a writer of its own in a folder of its own, and tells what is left there. */
async function afterWriter(what: string, call: number) {
  await using folder = await temporaryFolder();
  const lists = join(folder.path, "lists");
  await mkdir(lists);
  const file = join(lists, "list.sfl4");
  const backupFolder = join(folder.path, "backups");
  await writeFile(file, OLD);
  const { output, signal } = await run([file, backupFolder, what, String(call)]);
  const found = await readFile(file);
  const left = await readdir(lists);
  const backups = fileBackups(backupFolder, { now: () => new Date(1_800_000_000_000) });
  const kept = await backups.list(file);
  const store = sflFileStore({ place: { file }, bookmarks: pureBookmarks("macos26"), backups });
  const snapshot = await store.read("favorites");
  // Whatever the dead writer left behind, the next one gets its way, and the state of before can be put back.
  const emptied = await store.write("favorites", { ...snapshot, items: [] }, snapshot.seed);
  const undone = await store.restoreBytes("favorites", OLD, emptied.seed);
  const leftAtLast = await readdir(lists);
  return { output, signal, found, left, kept, snapshot, undone, leftAtLast };
}

/** Forty processes load the same files: with a cache their types are stripped once. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "favkit-compile-cache") };

async function run(words: readonly string[]) {
  return new Promise<{ output: string; signal: string | null }>((resolve) => {
    const child = execFile(
      process.execPath,
      [WRITER, ...words],
      { timeout: 60_000, env },
      (_, stdout) => resolve({ output: stdout.trim(), signal: child.signalCode }),
    );
  });
}

async function inPairs<Result>(
  work: (call: number) => Promise<Result>,
  calls: readonly number[] = CALLS,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < calls.length; at += 2)
    results.push(...(await Promise.all(calls.slice(at, at + 2).map(work))));
  return results;
}

type After = Awaited<ReturnType<typeof afterWriter>>;

/** What became of the file, in a word; any other answer names what must not be. */
function fileAfter({ found, snapshot, kept }: After): string {
  if (found.equals(OLD)) return "old";
  if (snapshot.items.length !== 7) return `torn: ${snapshot.items.length} items`;
  return kept.some(({ sha256 }) => sha256 === seedOf(OLD)) ? "new" : "new, without a backup";
}

// A process that is killed leaves nothing in the cache; this one ends well.
beforeAll(async () => {
  await afterWriter("nothing", 0);
}, 120_000);

describe("a writer that dies", () => {
  it("at any call leaves the old or the new file whole, and a backup before the new one", async () => {
    const all = await inPairs((call) => afterWriter("kill", call));
    const killed = all.filter(({ signal }) => signal === "SIGKILL");
    expect(new Set(killed.map(fileAfter))).toEqual(new Set(["old", "new"]));
    // Otherwise there are calls that do not count, or more of them than were tried.
    expect(killed.length).toBeGreaterThanOrEqual(10);
    expect(killed.length).toBeLessThan(all.length);
    const ended = all.filter(({ signal }) => signal === null);
    expect(ended.every(({ output }) => output.startsWith("done"))).toBe(true);
    expect(ended.every((each) => fileAfter(each) === "new")).toBe(true);
    expect(all.every(({ undone }) => undone.seed === seedOf(OLD))).toBe(true);
    expect(new Set(all.flatMap(({ leftAtLast }) => leftAtLast))).toEqual(new Set(["list.sfl4"]));
  }, 120_000);
});

describe("a file system that refuses", () => {
  it.each([
    ["ENOSPC", "disk_full"],
    ["EROFS", "read_only"],
    ["EPERM", "permission_denied"],
    ["EIO", "io_failed"],
  ])(
    "with %s at a call: %s, the old file whole, nothing left beside it",
    async (code, failure) => {
      const calls = code === "ENOSPC" ? CALLS.filter((call) => call % 3 === 1) : [2, 7];
      const all = await inPairs((call) => afterWriter(code, call), calls);
      const failed = all.filter(({ output }) => !output.startsWith("done"));
      expect(new Set(failed.map(({ output }) => output))).toEqual(new Set([failure]));
      expect(failed.length).toBeGreaterThanOrEqual(calls.length > 2 ? 6 : 2);
      // After the rename the new file is there, and only its durability is in doubt.
      const files = failed.map(fileAfter);
      expect(files.every((each) => each === "old" || each === "new")).toBe(true);
      expect(files.filter((each) => each === "old").length).toBeGreaterThanOrEqual(2);
      // Nothing lies beside the list, unless it was the removal that failed.
      expect(failed.filter(({ left }) => left.length > 1).length).toBeLessThanOrEqual(2);
    },
    120_000,
  );
});
