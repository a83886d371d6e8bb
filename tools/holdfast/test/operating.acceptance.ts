import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as rest } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { postgresTimers } from "@holdfast/postgres/timers";
import { afterAll, beforeAll, expect, test } from "vitest";

import { MAIN, NIL, openOperatorStage, type OperatorStage, OTHER } from "./operator-stage.ts";
import { runProgram } from "./run-program.ts";
import { tellLog } from "./told-log.ts";

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
  await tellLog(stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

const sleep = (ms: number, signal?: AbortSignal) =>
  rest(ms, undefined, signal === undefined ? {} : { signal });

function holdfast(url: string, ...args: readonly string[]) {
  return runProgram(args, { DATABASE_URL: url });
}

test("a parked event that an operator asks for is handled by the service that runs, and the doctor sees it", async () => {
  const store = postgresSubscriptions({ database: stage.system, schema: "ledger" });
  const id = { name: "totals", revision: 1 };
  const handled: bigint[] = [];
  const state = { isMended: false };
  const stop = new AbortController();
  const running = runSubscription(
    {
      ...id,
      onFailure: { giveUp: "park" },
      async eachBatch(events) {
        if (!state.isMended && events.some(({ position }) => position === 3n)) {
          throw new RangeError("no such account");
        }
        handled.push(...events.map(({ position }) => position));
      },
    },
    { store, owner: "the service", nowMs: Date.now, sleep, signal: stop.signal },
  );
  expect(await waitFor(id, 7n, { store, timeoutMs: 20_000, nowMs: Date.now, sleep })).toBe(true);
  const ill = await holdfast(stage.server.systemUrl, "doctor");
  expect(ill).toMatchObject({ code: 1, stderr: "" });
  expect(ill.stdout).toContain("- 1 parked for totals (revision 1)");
  expect(ill.stdout).toMatch(/^totals +1 +running +7 +0 +- +1 +\d+\.\d s +the service for \d/mu);

  state.isMended = true;
  const asked = await holdfast(stage.server.systemUrl, "parked", "replay", "totals", "--all");
  expect(asked).toEqual({ code: 0, stdout: "asked for 1 of totals\n", stderr: "" });
  while ((await store.status(id))?.parked !== 0) await sleep(20);
  expect(handled.filter((position) => position === 3n)).toEqual([3n]);
  expect(await holdfast(stage.server.systemUrl, "doctor")).toMatchObject({ code: 0 });
  stop.abort();
  await running;
}, 120_000);

test("tail --follow shows what comes, and ends when it is interrupted", async () => {
  const args = [fileURLToPath(MAIN), "tail", "--from", "7", "--follow", "--json"];
  const env = { DATABASE_URL: stage.server.systemUrl };
  const child = spawn(process.execPath, args, { env });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
  expect(await next()).toMatchObject({ position: "7" });
  const commands = [{ commandId: "later", events: [{ type: "NoteTaken" }] }];
  await stage.store.append({ tenant: NIL, streamId: "order-3", expect: "absent", commands });
  expect(await next()).toMatchObject({ position: "8", streamId: "order-3" });
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
});

test("what cannot be done is refused with what to do", async () => {
  const app = await holdfast(stage.server.url, "doctor");
  expect(app).toMatchObject({ code: 3, stdout: "" });
  expect(app.stderr).toContain(
    "ledger_app does not see every tenant of ledger: name the system role",
  );

  const wrong = new URL(stage.server.systemUrl);
  wrong.password = "wr0ng";
  const stranger = await holdfast(wrong.href, "tail");
  expect(stranger).toMatchObject({ code: 3, stdout: "" });
  expect(stranger.stderr).toContain("check HOLDFAST_DATABASE_URL");
  expect(stranger.stderr).not.toContain("wr0ng");

  const away = await holdfast("postgres://ann:s3cret@127.0.0.1:1/x", "doctor");
  expect(away).toMatchObject({ code: 3, stdout: "" });
  expect(away.stderr).toContain("or --database-url");
  expect(away.stderr).not.toContain("s3cret");

  const elsewhere = await holdfast(stage.server.systemUrl, "tail", "--schema", "payments");
  expect(elsewhere).toMatchObject({ code: 3, stdout: "" });
  expect(elsewhere.stderr).toContain("no log in the schema payments");
  expect(elsewhere.stderr).toContain("there is: ledger");
});

test("a timer that is cancelled never fires and its process's stream says so; one that is fired is handed out at once", async () => {
  const subscriptions = postgresSubscriptions({ database: stage.system, schema: "ledger" });
  await using timers = postgresTimers({
    store: stage.store,
    database: stage.system,
    schema: "ledger",
    watch: (onSet, signal) => subscriptions.watch(onSet, signal),
  });
  const set = (timer: string, number: number) => {
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    return { type: "TimerSet", timer, number, dueAt, message: { type: "Ring" } };
  };
  const streamId = "alarm-1";
  const commands = [{ commandId: "set", events: [set("bell", 1), set("bell of ann", 2)] }];
  await timers.events.append({ tenant: OTHER, streamId, expect: "absent", commands });
  const operate = (...args: readonly string[]) =>
    holdfast(stage.server.systemUrl, "timers", ...args);
  expect(await operate("cancel", streamId, "bell", "--actor", "ops", "--yes")).toEqual({
    code: 0,
    stdout: "cancelled bell of alarm-1\n",
    stderr: "",
  });
  const [last] = (await stage.store.readStream({ tenant: OTHER, streamId, max: 9 })).slice(-1);
  expect(last).toMatchObject({
    event: { type: "TimerCancelled", timer: "bell" },
    meta: { actor: "ops" },
  });
  const wanted = { category: "alarm", max: 9, leaseMs: 1_000 };
  expect((await timers.claim(wanted)).timers).toEqual([]);
  expect(await operate("fire", streamId, "bell of ann", "--yes")).toMatchObject({ code: 0 });
  expect((await timers.claim(wanted)).timers).toMatchObject([{ timer: "bell of ann", number: 2 }]);
  expect(await operate("cancel", streamId, "bell of ann", "--yes")).toMatchObject({ code: 0 });
}, 120_000);
