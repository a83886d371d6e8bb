import { randomBytes } from "node:crypto";

import { localTenantKeys, subjectKeys } from "@holdfast/erasure";
import { migrate } from "@holdfast/postgres";
import { postgresWrappedKeys, subjectKeyMigrations } from "@holdfast/postgres/erasure";
import { afterAll, beforeAll, expect, test } from "vitest";

import { runInProcess } from "./in-process.ts";
import { NIL, openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { runProgram } from "./run-program.ts";

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

function holdfast(words: string) {
  return runProgram(words.split(" "), { DATABASE_SYSTEM_URL: stage.server.systemUrl });
}
const inside = (words: string) =>
  runInProcess(words, { DATABASE_SYSTEM_URL: stage.server.systemUrl });
const said = (code: number, text: string) => ({
  code,
  stdout: "",
  stderr: expect.stringContaining(text),
});

test("a person is erased by whoever says so, once and for good", async () => {
  const command = `shred ann-1 --tenant ${NIL}`;
  expect(await inside("shred ann-1")).toEqual(said(2, "say whose subject: --tenant UUID"));
  expect(await inside(`${command} --yes`)).toEqual(said(3, "keys in a schema of their own"));

  const { adminUrl: url } = stage.server;
  const place = { service: "ledger", schema: "ledger_keys" };
  await migrate({ url, ...place, ...subjectKeyMigrations });
  const { system } = stage;
  const wrapped = postgresWrappedKeys({
    database: system,
    systemDatabase: system,
    schema: "ledger_keys",
  });
  const tenantKeys = localTenantKeys(async () => [Buffer.alloc(32, 7)], randomBytes);
  const keys = subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs: Date.now });
  const subject = { tenant: NIL, subjectId: "ann-1" };
  await keys.forWriting(subject);

  expect(await inside(command)).toEqual(
    said(
      3,
      "1 of 1 keys of ann-1 would be destroyed, which nobody can take back: say so with --yes",
    ),
  );
  expect((await wrapped.newest(subject))?.wrapped).toEqual(expect.any(String));
  expect(await inside(`${command} --keys-schema elsewhere --yes`)).toEqual(
    said(3, "are in elsewhere; there is: ledger_keys"),
  );
  const done = await holdfast(`${command} --actor dpo --yes`);
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout).toContain(
    "ann-1 is erased: 1 destroyed in the table of keys, told at position 1",
  );
  expect(done.stdout).toContain("backups and WAL that hold ledger_keys.subject_keys");
  expect((await wrapped.newest(subject))?.wrapped).toBeUndefined();
  const text =
    "select type, data ->> 'subjectId' as subject, meta ->> 'actor' as actor from ledger.events";
  const { rows } = await stage.admin.query({ text });
  expect(rows).toEqual([{ type: "SubjectShredded", subject: "ann-1", actor: "dpo" }]);

  expect(await inside(command)).toEqual(said(3, "ann-1 was erased before"));
  const again = await holdfast(`${command} --yes --json`);
  expect(JSON.parse(again.stdout)).toMatchObject({ keys: 1, duplicate: true, position: "1" });
  expect(await inside(`shred nobody --tenant ${NIL}`)).toEqual(said(3, "nobody has no key"));
  expect(await inside(`shred ann@home --tenant ${NIL} --yes`)).toEqual(said(3, "no opaque id"));
}, 240_000);
