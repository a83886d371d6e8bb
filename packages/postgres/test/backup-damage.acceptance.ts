import { cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { verifyBackup } from "../src/backup/index.ts";
import { type BackupStage, namesIn, openBackupStage, sizeOfSchema } from "./backup-stage.ts";

let source: BackupStage;
let target: BackupStage;
let whole: string;
beforeAll(async () => {
  source = await openBackupStage();
  target = await openBackupStage("missing");
  await source.admin.query({
    text: "insert into ledger.empty select n, 'note ' || n from generate_series(1, 1000) n",
  });
  await source.backUp("whole");
  whole = join(source.folder, "whole");
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

let copies = 0;
/** A copy of the backup that `damage` has changed. */
async function damaged(damage: (directory: string) => Promise<void>): Promise<string> {
  copies += 1;
  const directory = join(source.folder, `damaged-${copies}`);
  await cp(whole, directory, { recursive: true });
  await damage(directory);
  return directory;
}

/** Both say the same, and nothing comes of it. */
async function refusedAs(code: string, directory: string): Promise<void> {
  await expect(verifyBackup(directory)).rejects.toMatchObject({ name: "BackupRefused", code });
  await expect(target.restore(directory)).rejects.toMatchObject({ name: "BackupRefused", code });
  expect(await sizeOfSchema(target.admin)).toBe(0);
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(path, bytes);
}

async function rewrite(directory: string, from: RegExp, to: string): Promise<void> {
  const path = join(directory, "manifest.json");
  const text = await readFile(path, "utf8");
  expect(text).toMatch(from);
  await writeFile(path, text.replace(from, to));
}

test("one flipped bit in any file is found", async () => {
  const files = (await namesIn(whole)).filter((name) => name !== "manifest.json");
  expect(files.length).toBeGreaterThan(15);
  for (const file of files) {
    const { length } = await readFile(join(whole, file));
    for (const at of [0, Math.floor(length / 2), length - 1]) {
      const directory = await damaged((copy) => flip(join(copy, file), at));
      await expect(verifyBackup(directory)).rejects.toMatchObject({ code: "file_changed" });
      await rm(directory, { recursive: true });
    }
  }
});

test("one flipped bit anywhere in the manifest is found", async () => {
  const directory = await damaged(async () => undefined);
  const path = join(directory, "manifest.json");
  const bytes = await readFile(path);
  for (let at = 0; at < bytes.length; at += STRIDE) {
    // White space says nothing.
    if (/^\s$/.test(String.fromCharCode(bytes.readUInt8(at)))) continue;
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    await writeFile(path, changed);
    const code = expect.stringMatching(/^(?:manifest_changed|backup_format_unknown)$/);
    await expect(verifyBackup(directory)).rejects.toMatchObject({ code });
  }
});

/** Some hundred places, of all kinds. */
const STRIDE = 41;

test("a file that has changed, was cut off, has grown or is missing is refused before anything is loaded", async () => {
  const file = "empty.copy.zst";
  await refusedAs("file_changed", await damaged((copy) => flip(join(copy, file), 100)));
  await refusedAs("file_truncated", await damaged((copy) => truncate(join(copy, file), 100)));
  await refusedAs("file_truncated", await damaged((copy) => truncate(join(copy, file), 0)));
  await refusedAs("file_missing", await damaged((copy) => rm(join(copy, file))));
  const grown = damaged((copy) => writeFile(join(copy, file), "more", { flag: "a" }));
  await refusedAs("file_changed", await grown);
});

test("no directory, no manifest, no JSON, another table than was backed up", async () => {
  await refusedAs("backup_not_found", join(source.folder, "nowhere"));
  await refusedAs("backup_not_found", await damaged((copy) => rm(join(copy, "manifest.json"))));
  const cut = damaged((copy) => truncate(join(copy, "manifest.json"), 1_000));
  await refusedAs("manifest_changed", await cut);
  const renamed = damaged((copy) => rewrite(copy, /"name": "tree"/, '"name": "free"'));
  await refusedAs("manifest_changed", await renamed);
});

test("a newer format is told as such, whatever its checksum is made of", async () => {
  const newer = damaged((copy) => rewrite(copy, /"format": 1/, '"format": 2'));
  await refusedAs("backup_format_unknown", await newer);
});
