import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, truncate, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { openBench, sha256 } from "./favkit-process.ts";
import { FAVOURITES, LIST } from "./list-bench.ts";

const REFUSING = fileURLToPath(new URL("refusing-volume.ts", import.meta.url));
const NOBODY = 65_534;
const SETTINGS = "x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles";

/** A list in a folder that becomes the volume, and a change in the journal that can be undone. */
async function withVolume() {
  const bench = await openBench();
  await mkdir(bench.path("volume"));
  const list = bench.path("volume", LIST);
  await writeFile(list, FAVOURITES);
  await writeFile(bench.path("other.yaml"), "favorites:\n  - /\n");
  const run = (...argv: readonly string[]) => bench.favkit(...argv, "--file", list);
  expect((await run("add", "/")).code).toBe(0);
  const before = await sha256(list);
  return {
    ...bench,
    list,
    run,
    /** The program in a process of its own, on a volume that refuses. */
    refused: (code: string, volume: string, ...argv: readonly string[]) => {
      const env = { FAVKIT_TEST_CODE: code, FAVKIT_TEST_VOLUME: bench.path(volume) };
      return bench.start({ import: REFUSING, env }, ...argv, "--file", list).outcome;
    },
    /** The list is what it was, and nothing that was begun is left anywhere. */
    async expectUntouched() {
      expect(await sha256(list)).toBe(before);
      expect(await readdir(bench.path("volume"))).toEqual([LIST]);
      const copies = await readdir(bench.path("state"), { recursive: true });
      expect(copies.filter((name) => /\.(\d+|new)$/.test(name))).toEqual([]);
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

const FULL = { code: 1, words: "no space is left on the volume" };
const READ_ONLY = { code: 4, words: "the volume is read-only" };

describe("a volume that refuses", () => {
  it.each([
    ["ENOSPC", FULL],
    ["EDQUOT", { code: 1, words: "the disk quota is used up" }],
    ["EROFS", READ_ONLY],
    ["EACCES", { code: 4, words: SETTINGS }],
    ["EIO", { code: 1, words: "the file system said EIO" }],
  ])("%s: every command that writes says so, and the list stays", async (refusal, expected) => {
    await using bench = await withVolume();
    await writeFile(bench.path("copy.sfl4"), FAVOURITES);
    const commands = [
      ["add", "/usr"],
      ["remove", "Desktop"],
      ["apply", "other.yaml", "--prune"],
      ["clear"],
      ["undo"],
      ["restore", bench.path("copy.sfl4")],
    ];
    for (const argv of commands) {
      const { code, out, err } = await bench.refused(refusal, "volume", ...argv);
      expect({ argv, code, out }).toEqual({ argv, code: expected.code, out: "" });
      expect(err).toContain(expected.words);
      expect(err).toContain(bench.list);
    }
    await bench.expectUntouched();
    expect((await bench.refused(refusal, "volume", "list")).code).toBe(0);
  });

  it.each([
    ["ENOSPC", FULL],
    ["EROFS", READ_ONLY],
  ])("%s for backups: nothing is written without one", async (refusal, expected) => {
    await using bench = await withVolume();
    const { code, out, err } = await bench.refused(refusal, "state/favkit/backups", "clear");
    expect([code, out]).toEqual([expected.code, ""]);
    expect(err).toContain(expected.words);
    await bench.expectUntouched();
    expect((await bench.run("hide", "Desktop")).code).toBe(0);
    expect((await bench.run("undo")).code).toBe(0);
    const copied = await bench.refused(refusal, "copies", "backup", "copies");
    expect([copied.code, copied.out]).toEqual([expected.code, ""]);
    expect(copied.err).toContain(expected.words);
    // A copy that was cut short is none, and does not stand in the way of the next one.
    expect(await readdir(bench.path("copies")).catch(() => [])).toEqual([]);
  });

  it.each([
    ["ENOSPC", 1],
    ["EROFS", 4],
    ["EACCES", 4],
  ])("%s for the journal: exit %i, and another folder helps", async (refusal, code) => {
    await using bench = await withVolume();
    const answer = await bench.refused(refusal, "state/favkit/journal", "clear");
    expect([answer.code, answer.out]).toEqual([code, ""]);
    expect(answer.err).toMatch(/^favkit: the journal ".*" cannot be used \(.*--state DIR names/);
    await bench.expectUntouched();
    const elsewhere = ["clear", "--state", bench.path("elsewhere")];
    expect((await bench.refused(refusal, "state", ...elsewhere)).code).toBe(0);
  });

  it("a journal that has to be shortened on a full volume stays whole", async () => {
    await using bench = await withVolume();
    const journal = bench.path("state/favkit/journal.ndjson");
    await truncate(journal, 1_100_000);
    const before = await sha256(journal);
    expect((await bench.refused("ENOSPC", "state/favkit/journal", "clear")).code).toBe(1);
    expect(await sha256(journal)).toBe(before);
    await bench.expectUntouched();
  });
});

describe("a folder of somebody else", () => {
  it("no permission: exit 4 with the way to the settings", async (context) => {
    await using bench = await withVolume();
    const isRoot = process.getuid?.() === 0;
    const as = isRoot ? { uid: NOBODY } : {};
    const run = (...argv: readonly string[]) =>
      bench.start(as, ...argv, "--file", bench.list, "--state", bench.path("open")).outcome;
    await mkdir(bench.path("open"));
    await chmod(bench.path("open"), 0o777);
    await chmod(bench.folder, 0o755);
    await chmod(bench.list, 0o644);
    if (!isRoot) await chmod(bench.path("volume"), 0o500);
    const listed = await run("list");
    context.skip(isRoot && listed.code !== 0, "nobody but root can read this repository");
    expect(listed.out).toContain("Desktop");
    const answer = await run("clear");
    await chmod(bench.path("volume"), 0o700);
    expect([answer.code, answer.out]).toEqual([4, ""]);
    expect(answer.err).toContain(SETTINGS);
    await bench.expectUntouched();
  });
});

describe("a real volume", () => {
  it("full, then read-only: exit 1 and 4, the list whole", async (context) => {
    await using bench = await withVolume();
    const volume = bench.path("mounted");
    await mkdir(volume);
    const mounted = await command("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", volume);
    context.skip(mounted !== "", `only who may mount can fill a volume: ${mounted}`);
    try {
      const list = bench.path("mounted", LIST);
      await writeFile(list, FAVOURITES);
      const before = await sha256(list);
      await writeFile(bench.path("mounted/filler"), Buffer.alloc(96 * 1024)).catch(() => undefined);
      for (const argv of [["add", "/"], ["clear"], ["remove", "Desktop"]]) {
        const answer = await bench.favkit(...argv, "--file", list);
        expect(answer).toMatchObject({
          code: 1,
          out: "",
          err: expect.stringContaining(FULL.words),
        });
      }
      const kept = await bench.favkit("clear", "--state", volume, "--file", bench.list);
      expect(kept).toMatchObject({ code: 1, out: "" });
      expect(await command("mount", "-o", "remount,ro", volume)).toBe("");
      for (const argv of [["add", "/"], ["clear"], ["remove", "Desktop"]]) {
        const answer = await bench.favkit(...argv, "--file", list);
        const words = expect.stringContaining(READ_ONLY.words);
        expect(answer).toMatchObject({ code: 4, out: "", err: words });
      }
      expect(await sha256(list)).toBe(before);
      expect((await readdir(volume)).filter((name) => name.startsWith("."))).toEqual([]);
      expect((await bench.favkit("list", "--file", list)).code).toBe(0);
    } finally {
      expect(await command("umount", volume)).toBe("");
    }
  });
});

const run = promisify(execFile);

/** Runs a program of the system; its complaint, or "" when all went well. */
async function command(name: string, ...words: readonly string[]): Promise<string> {
  return run(name, words).then(
    () => "",
    (error: unknown) => String(error).trim(),
  );
}
