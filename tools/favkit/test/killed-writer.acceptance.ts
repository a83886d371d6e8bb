import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

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
const CALLS = Array.from({ length: 24 }, (_, at) => at + 1);

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

async function run(words: readonly string[]) {
  return new Promise<{ output: string; signal: string | null }>((resolve) => {
    const child = execFile(process.execPath, [WRITER, ...words], { timeout: 30_000 }, (_, stdout) =>
      resolve({ output: stdout.trim(), signal: child.signalCode }),
    );
  });
}

async function inPairs<Result>(
  work: (call: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < CALLS.length; at += 2)
    results.push(...(await Promise.all(CALLS.slice(at, at + 2).map(work))));
  return results;
}

describe("a writer that dies", () => {
  it("at any call leaves the old or the new file whole, and a backup before the new one", async () => {
    const all = await inPairs((call) => afterWriter("kill", call));
    const isNew = all.map(({ snapshot }) => snapshot.items.length === 7);
    for (const [
      at,
      { found, kept, snapshot, undone, signal, output, leftAtLast },
    ] of all.entries()) {
      expect([6, 7], `call ${at + 1}`).toContain(snapshot.items.length);
      if (isNew[at] === true) expect(kept.map(({ sha256 }) => sha256)).toContain(seedOf(OLD));
      else expect(found.equals(OLD)).toBe(true);
      expect(undone.seed).toBe(seedOf(OLD));
      expect(leftAtLast).toEqual(["list.sfl4"]);
      expect(signal === "SIGKILL" || /^done/.test(output)).toBe(true);
    }
    // Otherwise the calls that count were not reached, or there are more of them than were tried.
    expect(all.filter(({ signal }) => signal === "SIGKILL").length).toBeGreaterThanOrEqual(10);
    expect(
      all.filter(({ signal }) => signal === "SIGKILL").some((_, at) => isNew[at] === true),
    ).toBe(true);
    expect(all.at(-1)?.output).toMatch(/^done/);
  }, 60_000);
});

describe("a file system that refuses", () => {
  it.each([
    ["ENOSPC", "disk_full"],
    ["EROFS", "read_only"],
    ["EPERM", "permission_denied"],
    ["EIO", "io_failed"],
  ])(
    "with %s at any call: %s, the old file whole, nothing left beside it",
    async (code, failure) => {
      const calls = code === "ENOSPC" ? CALLS : [1, 4, 8, 9];
      let failed = 0;
      for (const call of calls) {
        const { output, found, left } = await afterWriter(code, call);
        if (output.startsWith("done")) continue;
        expect(output, `call ${call}`).toBe(failure);
        failed += 1;
        // After the rename the new file is there, and only its durability is in doubt.
        const isOld = found.equals(OLD);
        if (isOld) expect(left.filter((name) => name.endsWith("-new"))).toEqual([]);
      }
      expect(failed).toBeGreaterThanOrEqual(code === "ENOSPC" ? 10 : 3);
    },
    60_000,
  );
});
