import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as rest } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { MAIN, NIL, openOperatorStage, type OperatorStage } from "./operator-stage.ts";
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
