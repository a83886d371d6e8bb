import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

import { restore } from "../src/backup/index.ts";
import { eventStoreMigrations } from "../src/event-store/index.ts";
import { migrate } from "../src/index.ts";
import { type BackupStage, contentOf, openBackupStage, sizeOfSchema } from "./backup-stage.ts";

const FILES = fileURLToPath(new URL("./backup-migrations/", import.meta.url));
const FIRST = "0001-odd-tables.sql";

let source: BackupStage;
let target: BackupStage;
let whole: string;
beforeAll(async () => {
  source = await openBackupStage();
  target = await openBackupStage("missing");
  await source.backUp("whole");
  whole = join(source.folder, "whole");
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

/** The migrations of the service as another release has them. */
async function otherRelease(change: (directory: string) => Promise<void>): Promise<string> {
  const directory = await mkdtemp(join(source.folder, "release-"));
  await cp(FILES, directory, { recursive: true });
  await change(directory);
  return directory;
}

async function refused(directory: string, code: string): Promise<void> {
  const migrations = [eventStoreMigrations, { directory }];
  await expect(target.restore(whole, { migrations })).rejects.toMatchObject({ code });
  expect(await sizeOfSchema(target.admin)).toBe(0);
}

test("a migration that is unknown here, or not what it was, is refused before anything is made", async () => {
  const older = otherRelease((copy) => rm(join(copy, FIRST)));
  await refused(await older, "migration_unknown");
  const edited = otherRelease((copy) => writeFile(join(copy, FIRST), "-- more", { flag: "a" }));
  await refused(await edited, "migration_changed");
  await expect(target.restore(whole, { migrations: [{ directory: FILES }] })).rejects.toMatchObject(
    { code: "migration_unknown" },
  );
});

test("a later release restores exactly what was there, and migrates then", async () => {
  const second = "0002-later.sql";
  const directory = await otherRelease((copy) =>
    writeFile(join(copy, second), "create table {{schema}}.later (id integer);"),
  );
  await using later = await openBackupStage("missing");
  await later.restore(whole, { migrations: [eventStoreMigrations, { directory }] });
  expect(await contentOf(later.admin)).toEqual(await contentOf(source.admin));
  const ledger = { url: later.server.adminUrl, service: "ledger", schema: "ledger" };
  expect(await migrate({ ...ledger, directory, after: eventStoreMigrations })).toEqual([second]);
});

test("a schema that holds anything is refused and left alone: tables, a function, a type", async () => {
  await using filled = await openBackupStage();
  const before = await contentOf(filled.admin);
  const refusal = { code: "schema_not_empty", advice: expect.stringContaining("drop the schema") };
  await expect(filled.restore(whole)).rejects.toMatchObject(refusal);
  expect(await contentOf(filled.admin)).toEqual(before);
  for (const thing of [
    "function ledger.f() returns integer return 1",
    "type ledger.t as enum ('a')",
  ]) {
    await target.admin.query({ text: `create schema ledger; create ${thing}` });
    await expect(target.restore(whole)).rejects.toMatchObject(refusal);
    await target.admin.query({ text: "drop schema ledger cascade" });
  }
});

test("an empty schema is as good as none, another name too, and it belongs to the owner role", async () => {
  await using empty = await openBackupStage("missing");
  await empty.admin.query({ text: "create schema ledger authorization ledger_owner" });
  await empty.restore(whole);
  await empty.restore(whole, { schema: "beside" });
  expect(await contentOf(empty.admin, "beside")).toEqual(await contentOf(empty.admin));
  const { rows } = await empty.admin.query({
    text: `select distinct relowner::regrole::text as owner from pg_class
           where relnamespace in ('ledger'::regnamespace, 'beside'::regnamespace)`,
  });
  expect(rows).toEqual([{ owner: "ledger_owner" }]);
});

test("a table that no migration makes is refused by name, and can be left out", async () => {
  await using own = await openBackupStage();
  await own.admin.query({ text: "create table ledger.by_hand (id integer)" });
  await own.backUp("with-more");
  const directory = join(own.folder, "with-more");
  await expect(target.restore(directory)).rejects.toMatchObject({
    code: "schema_differs",
    message: expect.stringContaining("no migration makes the table by_hand"),
  });
  expect(await sizeOfSchema(target.admin)).toBe(0);
  await using restored = await openBackupStage("missing");
  await restored.restore(directory, { leaveOut: ["by_hand"] });
  await own.admin.query({ text: "drop table ledger.by_hand" });
  expect(await contentOf(restored.admin)).toEqual(await contentOf(own.admin));
});

test("a file that changes between the check and the load is found, and nothing stays", async () => {
  const directory = join(source.folder, "changing");
  await cp(whole, directory, { recursive: true });
  const file = join(directory, "migration.copy.zst");
  const bytes = await readFile(file);
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  const changing: Promise<void>[] = [];
  const failed = restore({
    url: target.server.adminUrl,
    directory,
    migrations: [eventStoreMigrations, { directory: FILES }],
    onProgress: ({ step }) => {
      if (step === "migrating") changing.push(writeFile(file, bytes));
    },
  });
  await expect(failed).rejects.toMatchObject({ code: "file_changed" });
  expect(changing).toHaveLength(1);
  expect(await sizeOfSchema(target.admin)).toBe(0);
});

test("an abort in the middle of the load leaves nothing, and is the reason", async () => {
  const aborting = new AbortController();
  const reason = new RangeError("enough");
  const failed = target.restore(whole, {
    signal: aborting.signal,
    onProgress: (progress) => {
      if (progress.step === "loading" && progress.table === "log_head") aborting.abort(reason);
    },
  });
  await expect(failed).rejects.toBe(reason);
  expect(await sizeOfSchema(target.admin)).toBe(0);
});
