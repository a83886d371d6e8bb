import { afterAll, beforeAll, expect, test } from "vitest";

import { runInProcess } from "./in-process.ts";
import { NIL, openOperatorStage, type OperatorStage, OTHER } from "./operator-stage.ts";
import { makeKeysSchema, sealedFor } from "./sealed-for.ts";

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const holdfast = (words: string) =>
  runInProcess(words, { DATABASE_SYSTEM_URL: stage.server.systemUrl });

/** What the doctor says of erasures, for people. */
async function erasures(words = "doctor") {
  const { code, stdout, stderr } = await holdfast(words);
  return { code, line: /^erasures .*$/mu.exec(stdout)?.[0], stdout, stderr };
}

const people = [
  { tenant: OTHER, subjectId: "ann" },
  { tenant: NIL, subjectId: "bob" },
  { tenant: NIL, subjectId: "cyd" },
  { tenant: OTHER, subjectId: "dan" },
] as const;
const late = { tenant: NIL, subjectId: "eve" };

async function erase(whom: readonly { readonly tenant: string; readonly subjectId: string }[]) {
  for (const { tenant, subjectId } of whom) {
    const done = await holdfast(`shred ${subjectId} --tenant ${tenant} --yes`);
    expect(done).toMatchObject({ code: 0, stderr: "" });
  }
}

/** Everybody whom the log tells to be erased, as a script reads it. */
async function told() {
  const { stdout } = await holdfast("tail --from 1 --category erasure --json");
  const events: readonly {
    readonly tenant: string;
    readonly data: { readonly subjectId: string };
  }[] = stdout.split("\n").map((line) => JSON.parse(line));
  return events.map(({ tenant, data: { subjectId } }) => ({ tenant, subjectId }));
}

/** Runs with the keys as they are now, and then restores them. */
async function withOldKeys(work: () => Promise<void>): Promise<void> {
  const sql = (text: string) => stage.admin.query({ text });
  await sql("create table public.backup as select * from ledger_keys.subject_keys");
  await work();
  await sql("drop schema ledger_keys cascade");
  await makeKeysSchema(stage);
  await sql("insert into ledger_keys.subject_keys select * from public.backup");
}

test("whoever was erased and is back with restored keys is found, until the erasure is given again", async () => {
  expect(await erasures()).toMatchObject({
    code: 0,
    line: expect.stringMatching(/ok +there are no keys of people for this log$/u),
  });
  for (const subject of people) await sealedFor(stage, subject);
  expect((await erasures()).line).toMatch(/ok +nobody was erased$/u);
  await withOldKeys(async () => {
    await sealedFor(stage, late);
    // Another one lives on, and is none of those who are found.
    await erase([...people, late]);
    expect(await erasures()).toMatchObject({
      code: 0,
      line: expect.stringMatching(/ok +5 told, no key left$/u),
    });
  });
  await sealedFor(stage, { tenant: OTHER, subjectId: "bob" });

  const found = await erasures();
  expect(found).toMatchObject({ code: 1, line: expect.stringContaining("FINDING") });
  expect(found.stdout).toContain(
    `- 4 whom the log tells to be erased have a living key: ann of ${OTHER}, bob of ${NIL}, cyd of ${NIL} …\n`,
  );
  expect(found.stdout).toContain(`holdfast shred ann --tenant ${OTHER} --yes`);
  expect(found.stdout).toContain(
    `- 1 whom the log tells to be erased has no key, so that the next one would be made anew: eve of ${NIL}\n`,
  );

  await erase(await told());
  // Nothing was known of the last one any more, which makes another erasure of it.
  expect(await erasures()).toMatchObject({
    code: 0,
    line: expect.stringMatching(/ok +6 told, no key left$/u),
  });
}, 120_000);

test("keys that are somewhere else are named", async () => {
  expect(await erasures("doctor --keys-schema ledger_keys")).toMatchObject({ code: 0 });
  const elsewhere = await erasures("doctor --keys-schema elsewhere");
  expect(elsewhere).toMatchObject({ code: 3, line: expect.stringContaining("FAILED") });
  expect(elsewhere.stderr).toContain("are in elsewhere; there is: ledger_keys");
});

test("keys under another name are asked for, since nobody can tell otherwise who is back", async () => {
  const sql = (text: string) => stage.admin.query({ text });
  await sql("alter schema ledger_keys rename to people_keys");
  const lost = await erasures();
  expect(lost).toMatchObject({ code: 3, line: expect.stringContaining("FAILED") });
  expect(lost.stderr).toContain("by --keys-schema");
  const named = await erasures("doctor --keys-schema people_keys");
  expect(named).toMatchObject({
    code: 0,
    line: expect.stringMatching(/ok +6 told, no key left$/u),
  });
  await sql("alter schema people_keys rename to ledger_keys");
});
