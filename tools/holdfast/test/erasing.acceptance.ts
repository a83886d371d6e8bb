import { afterAll, beforeAll, expect, test } from "vitest";

import { runInProcess } from "./in-process.ts";
import { NIL, openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { runProgram } from "./run-program.ts";
import { sealedFor } from "./sealed-for.ts";

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
const said = (code: number, text: string, stdout = "") => ({
  code,
  stdout,
  stderr: expect.stringContaining(text),
});

test("a person is erased by whoever says so, once and for good", async () => {
  const command = `shred ann-1 --tenant ${NIL}`;
  expect(await inside("shred ann-1")).toEqual(said(2, "say whose subject: --tenant UUID"));
  expect(await inside(`${command} --yes`)).toEqual(said(3, "keys in a schema of their own"));

  const subject = { tenant: NIL, subjectId: "ann-1" };
  const { wrapped } = await sealedFor(stage, subject);

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
  expect(JSON.parse(again.stdout)).toMatchObject({
    keys: 1,
    duplicate: true,
    position: "1",
    untidied: [],
  });
  expect(await inside(`shred nobody --tenant ${NIL}`)).toEqual(said(3, "nobody has no key"));
  expect(await inside(`shred ann@home --tenant ${NIL} --yes`)).toEqual(said(3, "no opaque id"));
}, 240_000);

test("what was not tidied up is told, and the same call does it", async () => {
  const { key } = await sealedFor(stage, { tenant: NIL, subjectId: "bob-1" });
  const streamId = "bob-1";
  const commands = [{ commandId: "bob-1", events: [{ type: "NoteTaken" }] }];
  await stage.store.append({ tenant: NIL, streamId, expect: "absent", commands });
  const snapshot = { tenant: NIL, streamId, reducer: "note", fingerprint: "1", version: 1 };
  await stage.store.saveSnapshot({ ...snapshot, state: { sealedBy: key?.keyId ?? "" } });
  const left = async () =>
    (await stage.admin.query({ text: "select reducer from ledger.snapshots" })).rows;
  const command = `shred bob-1 --tenant ${NIL} --yes`;

  // Somebody works on both tables for longer than an erasure waits.
  const held = await stage.admin.transaction(async (tx) => {
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    await tx.query({ text: "lock table ledger.snapshots in share mode" });
    await tx.query({ text: "lock table ledger_keys.subject_keys in share update exclusive mode" });
    return inside(`${command} --json`);
  });
  const why = "canceling statement due to lock timeout";
  expect(held).toMatchObject(
    said(3, "bob-1 is erased and not everything is tidied up", held.stdout),
  );
  expect(held.stderr).toContain("the same call does that when it is given again");
  expect(held.stderr).toContain("somebody held what this needs");
  expect(JSON.parse(held.stdout)).toMatchObject({
    duplicate: false,
    untidied: [
      { what: "snapshots", why },
      { what: "keys", why },
    ],
  });

  const right = "execute on function ledger.forget_snapshots";
  await stage.admin.query({ text: `revoke ${right} from ledger_system` });
  const refused = await inside(command);
  await stage.admin.query({ text: `grant ${right} to ledger_system` });
  expect(refused.code).toBe(3);
  expect(refused.stdout).toContain("bob-1 had been erased before: 1 destroyed");
  expect(refused.stdout).toContain(
    "not tidied up: its snapshots, which nobody can read, are not deleted (permission denied for function",
  );
  expect(refused.stdout).not.toContain("old versions of its keys");
  expect(await left()).toHaveLength(1);

  expect(await inside(command)).toMatchObject({ code: 0, stderr: "" });
  expect(await left()).toEqual([]);
}, 120_000);
