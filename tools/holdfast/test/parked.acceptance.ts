import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { runCli } from "../src/cli/run-cli.ts";
import { COMMANDS } from "../src/commands.ts";
import { openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { tellLog } from "./told-log.ts";

/** More than are held at a time, and more than were done at once before. */
const MANY = 10_500;

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
  await tellLog(stage);
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(async () => {
  await stage.admin.query({ text: "delete from ledger.subscriptions" });
});

async function holdfast(words: string) {
  const [out, complaints]: [string[], string[]] = [[], []];
  const code = await runCli(words.split(" "), {
    commands: COMMANDS,
    env: { DATABASE_SYSTEM_URL: stage.server.systemUrl },
    write: async (lines) => void out.push(...lines),
    complain: (line) => void complaints.push(line),
    signal: new AbortController().signal,
  });
  return { code, out, complaints };
}

/** Parks events of one subscription, whether or not the log has them. */
async function park(count: number): Promise<void> {
  await stage.admin.query({
    text: `insert into ledger.subscriptions (name, revision, position) values ('totals', 1, $1)`,
    values: [count],
  });
  await stage.admin.query({
    text: `insert into ledger.parked (subscription, revision, position, error, attempts, at)
      select 'totals', 1, n, 'no such account', 1, now() from generate_series(1, $1::int) as n`,
    values: [count],
  });
}

async function count(which = "true"): Promise<unknown> {
  const text = `select count(*)::int as count from ledger.parked where ${which}`;
  return (await stage.admin.query({ text })).rows[0]?.["count"];
}

test("--all are all, however many they are, and one is found wherever it is", async () => {
  await park(MANY);
  expect(await holdfast(`parked replay totals ${MANY}`)).toMatchObject({ code: 0 });
  expect(await count("replay_asked_at is not null")).toBe(1);
  const { code, out } = await holdfast("parked replay totals --all");
  expect([code, out[0]]).toEqual([0, `asked for ${MANY} of totals`]);
  expect(await count("replay_asked_at is null")).toBe(0);
}, 120_000);

test("more than are held at a time are forgotten, and shown before in part", async () => {
  await park(1_200);
  const asked = await holdfast("parked drop totals --all");
  expect(asked.code).toBe(3);
  expect(asked.complaints).toEqual([
    "holdfast: 1200 would be forgotten for good: say so with --yes",
  ]);
  expect(asked.out).toHaveLength(102);
  expect(asked.out.at(-1)).toBe("and more: holdfast parked list shows them");
  const { code, out } = await holdfast("parked drop totals --all --yes");
  expect(code).toBe(0);
  expect(out).toHaveLength(1_202);
  expect(out.at(-1)).toBe("forgot 1200 of totals");
  expect(await count()).toBe(0);
}, 120_000);

test("what somebody else holds is told with how much was done before it, and is no mistake of the program", async () => {
  await park(4);
  const rest = "the others are as they were, and may be asked for again";
  const held = "holdfast: canceling statement due to lock timeout";
  const advice = expect.stringMatching(
    /^holdfast: somebody held what this needs for longer than 5 s/u,
  );
  await stage.admin.transaction(async (tx) => {
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    await tx.query({ text: "select from ledger.parked where position = 3 for update" });
    const replay = await holdfast("parked replay totals --all");
    expect(replay).toMatchObject({ code: 3, out: ["asked for 2 of totals"] });
    expect(replay.complaints).toContainEqual(
      expect.stringMatching(/^holdfast: asked for 2 of 4, \d+ s$/u),
    );
    expect(replay.complaints.slice(-3)).toEqual([
      `holdfast: asked for 2 of 4; ${rest}`,
      held,
      advice,
    ]);
    const drop = await holdfast("parked drop totals --all --yes --json");
    expect(drop.code).toBe(3);
    expect(drop.out.map((line) => JSON.parse(line))).toEqual([
      { subscription: "totals", revision: 1, dropped: ["1", "2"] },
    ]);
    expect(drop.complaints.slice(-3)).toEqual([`holdfast: forgot 2 of 4; ${rest}`, held, advice]);
  });
  expect(await count()).toBe(2);
  const again = await holdfast("parked drop totals --all --yes");
  expect([again.code, again.out.at(-1)]).toEqual([0, "forgot 2 of totals"]);
});

test("events are asked for in the order of the log, and one that waits for an earlier one of its stream is told", async () => {
  await park(4);
  const reversed = await holdfast("parked replay totals 4 2 2 --json");
  expect(reversed.out.map((line) => JSON.parse(line))).toEqual([
    { subscription: "totals", revision: 1, asked: ["2", "4"] },
  ]);
  const { code, out } = await holdfast("parked replay totals 3");
  expect(code).toBe(0);
  expect(out.slice(0, 2)).toEqual([
    "asked for 1 of totals",
    "2 wait for earlier events of their streams that nobody has asked for, as 1",
  ]);
  const all = await holdfast("parked replay totals --all");
  expect(all.out.filter((line) => line.includes("wait"))).toEqual([]);
});
