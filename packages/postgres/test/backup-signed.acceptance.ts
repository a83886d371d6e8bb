import { join } from "node:path";

import { CompactRange } from "@holdfast/transparency";
import { afterAll, beforeAll, expect, test } from "vitest";

import { backUp, restore } from "../src/backup/index.ts";
import { eventStoreMigrations, postgresEventStore } from "../src/event-store/index.ts";
import { type Database, ensureRoles, migrate } from "../src/index.ts";
import { type BackupStage, openBackupStage, sizeOfSchema } from "./backup-stage.ts";
import { said } from "./backup-words.ts";

const LEDGER = { service: "ledger", schema: "ledger" };

let source: BackupStage;
let target: BackupStage;
beforeAll(async () => {
  [source, target] = [await openBackupStage("missing"), await openBackupStage("missing")];
  const url = source.server.adminUrl;
  await ensureRoles(url, "ledger");
  await migrate({ url, ...LEDGER, ...eventStoreMigrations });
  await using store = postgresEventStore({ database: source.admin, schema: "ledger" });
  await said(store, "log-1", "a", "b", "c", "d", "e", "f", "g");
  await signed(source.admin, 3);
  await signed(source.admin, 6);
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

/** What a notary would write of the first events; whose signature it is makes no difference here. */
async function noteOf(database: Database, size: number): Promise<string> {
  const text = "select leaf from ledger.events where position <= $1 order by position";
  const { rows } = await database.query<{ leaf: Buffer }>({ text, values: [size] });
  const tree = new CompactRange();
  for (const { leaf } of rows) tree.append(leaf.toString("hex"));
  return `ledger.example\n${size}\n${Buffer.from(tree.root(), "hex").toString("base64")}\n\n— ledger.example AAAA\n`;
}

async function signed(database: Database, size: number): Promise<void> {
  const text = "insert into ledger.tree_heads values ($1, sha256(''), $2, now())";
  await database.query({ text, values: [size, await noteOf(database, size)] });
}

let copies = 0;
async function backedUp(): Promise<string> {
  copies += 1;
  const path = join(source.folder, `backup-${copies}`);
  await backUp({ url: source.server.adminUrl, ...LEDGER, directory: path });
  return path;
}

function restoreFrom(path: string) {
  const migrations = [eventStoreMigrations];
  return restore({ url: target.server.adminUrl, directory: path, migrations });
}

/** Changes the log as only somebody can who is above all protections; then the backup is refused, whole as it is. */
async function refusedAfter(change: string, undo: string, code: string): Promise<void> {
  const past = "set local session_replication_role = replica;";
  await source.admin.transaction((tx) => tx.query({ text: past + change }));
  const path = await backedUp();
  await source.admin.transaction((tx) => tx.query({ text: past + undo }));
  await expect(restoreFrom(path)).rejects.toMatchObject({ code });
  expect(await sizeOfSchema(target.admin)).toBe(0);
}

test("an event that is not what was signed is found", async () => {
  const flip =
    "update ledger.events set leaf = set_byte(leaf, 0, 255 - get_byte(leaf, 0)) where position = 4";
  await refusedAfter(flip, flip, "checkpoint_differs");
});

test("a checkpoint of more than there is, and one that is none, are found", async () => {
  for (const note of ["o\n99\nAAAA\n", "o\n-1\nAAAA\n", "nothing"]) {
    const change = `insert into ledger.tree_heads values (99, sha256(''), E'${note.replaceAll("\n", "\\n")}', now())`;
    await refusedAfter(
      change,
      "delete from ledger.tree_heads where size = 99",
      "checkpoint_differs",
    );
  }
});

test("a gap, a lost end and a head of its own are found", async () => {
  const cut = (at: number) =>
    `create schema if not exists aside; create table aside.kept as select * from ledger.events where position = ${at};
     delete from ledger.events where position = ${at}`;
  const back = "insert into ledger.events select * from aside.kept; drop schema aside cascade";
  for (const at of [1, 4, 7]) await refusedAfter(cut(at), back, "log_differs");
  const ahead = "update ledger.log_head set position = position + 1";
  await refusedAfter(ahead, "update ledger.log_head set position = position - 1", "log_differs");
});

test("the newest checkpoint stands in the manifest, and a log that it fits is restored", async () => {
  const path = await backedUp();
  const { log } = await restoreFrom(path);
  expect(log).toEqual({ head: "7", checkpoint: await noteOf(source.admin, 6) });
  expect(await noteOf(target.admin, 6)).toBe(log?.checkpoint);
});
