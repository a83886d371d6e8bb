import { appendFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { migrate } from "@holdfast/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

import { runInProcess } from "./in-process.ts";
import { openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "./signed-log.ts";
import { tellLog } from "./told-log.ts";

let stage: OperatorStage;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let migrations: string;
beforeAll(async () => {
  stage = await openOperatorStage();
  folder = await temporaryFolder();
  migrations = join(folder.path, "migrations");
  await mkdir(migrations);
  const sql = "create table {{schema}}.things (id integer primary key)";
  await writeFile(join(migrations, "0001-things.sql"), sql);
  const place = { service: "ledger", schema: "ledger", directory: migrations };
  await migrate({ url: stage.server.adminUrl, ...place });
  await stage.admin.query({ text: "insert into ledger.things values (1), (2)" });
  await tellLog(stage);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** The program as an operator who may do everything. */
function holdfast(words: string, env?: Readonly<Record<string, string>>) {
  return runProgram(words.split(" "), env ?? { DATABASE_ADMIN_URL: stage.server.adminUrl });
}
const inside = (words: string, env?: Readonly<Record<string, string>>) =>
  runInProcess(words, env ?? { DATABASE_ADMIN_URL: stage.server.adminUrl });
const said = (code: number, text: string) => ({
  code,
  stdout: "",
  stderr: expect.stringContaining(text),
});

test("a schema is backed up, verified without a database, and restored beside itself", async () => {
  const directory = join(folder.path, "nightly");
  const kept = await holdfast(`backup ${directory} --leave-out snapshots`);
  expect(kept).toMatchObject({ code: 0, stderr: "" });
  expect(kept.stdout).toContain(`${directory}: ledger of ledger as of `);
  expect(kept.stdout).toContain(" rows, log up to position 7, without snapshots\n");
  expect(await inside(`backup ${directory}`)).toEqual(said(3, "a directory that does not exist"));

  const whole = await holdfast(`backup verify ${directory} --json`, {});
  expect(whole).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(whole.stdout)).toMatchObject({ service: "ledger", head: "7", isSigned: false });

  const back = `restore ${directory} --schema ledger_back`;
  expect(await inside(back)).toEqual(said(2, "by --migrations FOLDER"));
  const would = await inside(`${back} --migrations ${migrations}`);
  expect(would).toEqual(
    said(3, "would be restored into the schema ledger_back: say so with --yes"),
  );
  expect(await inside(`${back} --yes`)).toEqual(said(3, "0001-things.sql of service"));
  const over = `restore ${directory} --migrations ${migrations} --yes`;
  expect(await inside(over)).toEqual(said(3, "the schema ledger is not empty"));
  const done = await holdfast(`${back} --migrations ${migrations} --yes`);
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout).toContain("restored into ledger_back: ledger of ledger as of ");
  const text =
    "select (select count(*) from ledger_back.events) as events, count(*) as things from ledger_back.things";
  expect((await stage.admin.query({ text })).rows).toEqual([{ events: 7n, things: 2n }]);
  await stage.admin.query({ text: "drop schema ledger_back cascade" });
}, 240_000);

test("what cannot be backed up or is not whole is refused with what to do", async () => {
  const directory = join(folder.path, "spoilt");
  const system = { DATABASE_ADMIN_URL: stage.server.systemUrl };
  expect(await inside(`backup ${directory}`, system)).toMatchObject({ code: 3, stdout: "" });
  expect(await inside(`backup ${directory}`, {})).toEqual(said(2, "HOLDFAST_DATABASE_URL"));
  expect(await inside(`backup ${directory} --leave-out events`)).toEqual(
    said(3, "leave out only tables that are caches"),
  );
  expect(await inside(`backup ${directory} --schema nobody`)).toEqual(
    said(3, "name the schema of a service"),
  );
  expect(await inside(`backup ${directory} --service No`)).toEqual(said(2, "--service must be"));
  expect(await inside(`backup verify ${directory}`, {})).toEqual(
    said(3, "name the directory of a backup that was finished"),
  );
  expect(await inside(`backup ${directory} --json`)).toMatchObject({ code: 0 });
  const file = (await readdir(directory)).find((name) => name.startsWith("events")) ?? "";
  await appendFile(join(directory, file), "x");
  expect(await inside(`backup verify ${directory}`, {})).toEqual(said(3, "fetch the backup again"));
  expect(await inside(`restore ${directory} --yes`)).toEqual(said(3, "fetch the backup again"));
}, 240_000);
