import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { backUp } from "../src/backup/back-up.ts";
import { BackupRefused, verifyBackup } from "../src/backup/index.ts";
import { databaseUrl } from "../src/testing/database-url.ts";
import { type BackupStage, namesIn, openBackupStage } from "./backup-stage.ts";

let source: BackupStage;
beforeAll(async () => {
  source = await openBackupStage();
  await source.admin.query({
    text: `insert into ledger.secret values ('00000000-0000-0000-0000-00000000000a', 'a');
           insert into ledger.empty select n, md5(n::text) from generate_series(1, 50000) n`,
  });
});
afterAll(() => source[Symbol.asyncDispose]());

/** What a backup throws, having left nothing in the folder. */
async function refusal(attempt: () => Promise<unknown>): Promise<unknown> {
  const before = await namesIn(source.folder);
  const thrown = await attempt().catch((error: unknown) => error);
  expect(await namesIn(source.folder)).toEqual(before);
  return thrown;
}

/** The address of a role of this test, who may log in. */
async function roleUrl(name: string, attributes: string): Promise<string> {
  await source.admin.query({ text: `create role ${name} login password 'p' ${attributes}` });
  const { pathname } = new URL(source.server.adminUrl);
  return databaseUrl(source.server.adminUrl, pathname.slice(1), { user: name, password: "p" });
}

test("a role that may read all but would not see all rows is refused, and proves it by name", async () => {
  const url = await roleUrl("backup_reader", "in role pg_read_all_data");
  expect(await refusal(() => source.backUp("hidden", { url }))).toMatchObject({
    code: "rows_hidden",
    message: expect.stringMatching(/events.*log_head.*secret.*streams/),
    advice: expect.stringContaining("bypassrls"),
  });
  await source.admin.query({ text: "drop role backup_reader" });
});

test("the owner is refused where policies bind the owner too", async () => {
  const url = await roleUrl("backup_owner", "in role ledger_owner");
  expect(await refusal(() => source.backUp("forced", { url }))).toMatchObject({
    code: "rows_hidden",
    message: expect.stringContaining("policies that bind this role:"),
  });
  await source.admin.query({ text: "drop role backup_owner" });
});

test("a role with bypassrls that reads all, and nothing more, is enough", async () => {
  const url = await roleUrl("backup_all", "bypassrls in role pg_read_all_data");
  const manifest = await source.backUp("all", { url });
  expect(manifest.tables.find(({ name }) => name === "secret")?.rows).toBe(1);
  await source.admin.query({ text: "drop role backup_all" });
});

test("a role that may not read is told so", async () => {
  const url = source.server.url;
  expect(await refusal(() => source.backUp("app", { url }))).toMatchObject({
    code: "table_not_readable",
    message: expect.stringContaining("commands"),
  });
});

test("nothing is ever written over: a directory, a file, one that appears meanwhile", async () => {
  await mkdir(join(source.folder, "there"));
  await writeFile(join(source.folder, "file"), "mine");
  for (const name of ["there", "file"]) {
    expect(await refusal(() => source.backUp(name))).toMatchObject({ code: "backup_exists" });
  }
  const [first, second] = await Promise.allSettled([
    source.backUp("twice"),
    source.backUp("twice"),
  ]);
  const outcomes = [first.status, second.status].toSorted((a, b) => (a < b ? -1 : 1));
  expect(outcomes).toEqual(["fulfilled", "rejected"]);
  const lost =
    first.status === "rejected" ? first.reason : second.status === "rejected" && second.reason;
  expect(lost).toMatchObject({ code: "backup_exists" });
  await verifyBackup(join(source.folder, "twice"));
});

test("no such schema, no such parent, tables that are not plain", async () => {
  expect(await refusal(() => source.backUp("x", { schema: "nothing" }))).toMatchObject({
    code: "schema_unknown",
  });
  const lost = () => source.backUp("x", { directory: join(source.folder, "no", "parent") });
  expect(await refusal(lost)).toMatchObject({ code: "backup_not_written" });
  await source.admin.query({ text: "create materialized view ledger.sums as select 1 as one" });
  expect(await refusal(() => source.backUp("x"))).toMatchObject({ code: "schema_unsupported" });
  await source.admin.query({ text: "drop materialized view ledger.sums" });
});

test("only caches are left out", async () => {
  for (const leaveOut of [["events"], ["migration"], ["egg"], ["no_such_table"]]) {
    expect(await refusal(() => source.backUp("x", { leaveOut }))).toMatchObject({
      code: "may_not_be_left_out",
    });
  }
  const manifest = await source.backUp("less", { leaveOut: ["snapshots"] });
  expect(manifest.leftOut).toEqual(["snapshots"]);
  expect(await namesIn(join(source.folder, "less"))).not.toContain("snapshots.copy.zst");
});

test("a table that stays locked is not waited for for ever", async () => {
  await source.admin.transaction(async (tx) => {
    await tx.query({ text: "lock table ledger.egg in access exclusive mode" });
    // The lock is waited for longer than a transaction may rest.
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    expect(await refusal(() => source.backUp("x"))).toMatchObject({ code: "schema_busy" });
  });
});

test.each([0, 1, 100_000])(
  "a disk that is full after %i bytes is told, and nothing stays",
  async (room) => {
    let left = room;
    const options = { url: source.server.adminUrl, service: "ledger", schema: "ledger" };
    const failed = () =>
      backUp({ ...options, directory: join(source.folder, "full") }, async (_, chunks) => {
        for await (const chunk of chunks) {
          left -= chunk.length;
          if (left < 0)
            throw Object.assign(new RangeError("ENOSPC: no space"), { syscall: "write" });
        }
      });
    const thrown = await refusal(failed);
    expect(thrown).toBeInstanceOf(BackupRefused);
    expect(thrown).toMatchObject({ code: "backup_not_written", advice: /room/ });
  },
);

test("an abort in the middle of a table leaves nothing, and is the reason", async () => {
  const aborting = new AbortController();
  const reason = new RangeError("enough");
  const failed = () =>
    source.backUp("aborted", {
      signal: aborting.signal,
      onProgress: (progress) => {
        if (progress.step === "copying" && progress.table === "empty") aborting.abort(reason);
      },
    });
  expect(await refusal(failed)).toBe(reason);
});
