import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { runCli } from "../src/cli/run-cli.ts";
import { COMMANDS } from "../src/commands.ts";
import { CHECKS } from "../src/doctor/checks.ts";
import { openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { tellLog } from "./told-log.ts";

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
  await tellLog(stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The program in this process: one of its own takes a second to start. */
async function holdfast(words: string, onComplaint: (line: string) => void = () => undefined) {
  const out: string[] = [];
  const code = await runCli(words.split(" "), {
    commands: COMMANDS,
    env: { DATABASE_SYSTEM_URL: stage.server.systemUrl },
    write: async (lines) => void out.push(...lines),
    complain: onComplaint,
    signal: new AbortController().signal,
  });
  return { code, out: out.join("\n") };
}

const sql = (text: string) => stage.admin.query({ text });

/** What the doctor says of one check, for programs. */
async function checkOf(name: string, words = "doctor --json"): Promise<unknown> {
  const { checks }: { checks: readonly { name: string }[] } = JSON.parse(
    (await holdfast(words)).out,
  );
  return checks.find((each) => each.name === name);
}

test("for programs it is one object, with the subscriptions in it", async () => {
  await sql(`insert into ledger.subscriptions (name, revision, position, lease_until, heartbeat_at, owner)
    values ('totals', 1, 7, 'infinity', clock_timestamp(), 'somebody')`);
  const { code, out } = await holdfast("doctor --json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    schema: "ledger",
    role: "ledger_system",
    checks: CHECKS.map(({ name }) => ({ name, summary: expect.any(String), findings: [] })),
    subscriptions: [{ name: "totals", position: "7", lagEvents: "0", owner: "somebody" }],
  });
});

test("a handler that does not return is found by its heartbeat, though its lease goes on", async () => {
  await sql(
    "update ledger.subscriptions set heartbeat_at = clock_timestamp() - interval '2 minutes'",
  );
  const { code, out } = await holdfast("doctor");
  expect(code).toBe(1);
  expect(out).toContain("- totals (revision 1) hangs: somebody last turned 2 min ago");
  await sql("update ledger.subscriptions set heartbeat_at = clock_timestamp()");
  expect(await holdfast("doctor")).toMatchObject({ code: 0 });
});

test("a head that has grown is found, with what to do", async () => {
  // One transaction keeps all its versions of the row, as one that is open for long keeps those of others.
  await sql("alter table ledger.log_head set (autovacuum_enabled = false)");
  const bytes = "select pg_relation_size('ledger.log_head') as bytes";
  for (let grown = 0n; grown <= 1_048_576n;) {
    await sql(
      `do $$ begin for i in 1..5000 loop update ledger.log_head set position = position; end loop; end $$`,
    );
    grown = BigInt(String((await sql(bytes)).rows[0]?.["bytes"]));
  }
  const { code, out } = await holdfast("doctor");
  expect(code).toBe(1);
  expect(out).toContain("vacuum full ledger.log_head");
  // The server's own analysis of another table may hold the dead versions for a moment, as any snapshot does.
  const vacuumed = async () => {
    await sql("vacuum full ledger.log_head");
    return holdfast("doctor");
  };
  await expect.poll(vacuumed, { timeout: 10_000 }).toMatchObject({ code: 0 });
});

test("the service's own migrations are compared where somebody says where they are", async () => {
  const folder = await mkdtemp(join(tmpdir(), "migrations-"));
  try {
    await writeFile(join(folder, "0001-accounts.sql"), "select 1");
    expect(await checkOf("migrations", `doctor --json --migrations ${folder}`)).toMatchObject({
      findings: [{ problem: "pending of the series service: 0001-accounts.sql" }],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("one plain user who is everybody is found", async () => {
  await sql("alter schema ledger owner to ledger_app");
  try {
    expect(await checkOf("roles")).toMatchObject({
      findings: [{ problem: expect.stringContaining("owns the schema ledger (role_owns)") }],
    });
  } finally {
    await sql("alter schema ledger owner to ledger_owner");
  }
});

test("one check that fails takes nothing from what the others find", async () => {
  await sql("revoke select on ledger.timers from ledger_system");
  try {
    const complaints: string[] = [];
    const alone = await holdfast("doctor", (line) => complaints.push(line));
    expect(alone.code).toBe(3);
    expect(alone.out).toMatch(/^timers +FAILED +could not be looked at$/mu);
    expect(alone.out).toMatch(/^roles +ok/mu);
    expect(alone.out).toContain(
      "- timers could not be looked at: permission denied for table timers\n  this takes the system role",
    );
    expect(complaints.join("\n")).toContain("holdfast: permission denied for table timers");
    expect(await checkOf("timers")).toMatchObject({
      findings: [],
      failure: "permission denied for table timers",
    });
    await sql(`insert into ledger.parked (subscription, revision, position, error, attempts, at)
      values ('totals', 1, 3, 'no such account', 1, now())`);
    const found = await holdfast("doctor");
    expect(found.code).toBe(1);
    expect(found.out).toContain("- 1 parked for totals (revision 1)");
    expect(found.out).toContain("- timers could not be looked at");
  } finally {
    await sql("grant select on ledger.timers to ledger_system; delete from ledger.parked");
  }
  expect(await holdfast("doctor")).toMatchObject({ code: 0 });
});

test("what takes longer than a second says what it does", async () => {
  const told = Promise.withResolvers<string>();
  const blocked = stage.admin.transaction(async (tx) => {
    await tx.query({ text: "lock table ledger.events in access exclusive mode" });
    const running = holdfast("doctor", told.resolve);
    const line = await told.promise;
    return { line, running };
  });
  const { line, running } = await blocked;
  expect(line).toMatch(/^holdfast: .+, 1 s$/u);
  expect(await running).toMatchObject({ code: 0 });
});
