import { setTimeout as rest } from "node:timers/promises";

import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { runInProcess } from "./in-process.ts";
import { openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { tellLog } from "./told-log.ts";

/** Where the log that is told ends. */
const END = 7n;

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
  await tellLog(stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

const holdfast = (words: string) =>
  runInProcess(words, { DATABASE_SYSTEM_URL: stage.server.systemUrl });
const storeOf = ({ system }: OperatorStage) =>
  postgresSubscriptions({ database: system, schema: "ledger" });
const sleep = (ms: number, signal?: AbortSignal) =>
  rest(ms, undefined, signal === undefined ? {} : { signal });

/** A service that runs a revision until it is disposed of. */
function serve(revision: number, eachBatch: () => Promise<void>) {
  const stop = new AbortController();
  const store = storeOf(stage);
  const running = runSubscription(
    { name: "totals", revision, eachBatch },
    { store, owner: "the service", nowMs: Date.now, sleep, signal: stop.signal },
  );
  return {
    handled: () =>
      waitFor({ name: "totals", revision }, END, {
        store,
        timeoutMs: 20_000,
        nowMs: Date.now,
        sleep,
      }),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

const nothing = async (): Promise<void> => undefined;

test("a rebuild is told from its begin to its switch, with what to do and a code for scripts", async () => {
  expect(await holdfast("rebuild")).toEqual({
    code: 0,
    stdout: "no subscription has run on this log",
    stderr: "",
  });
  await using older = serve(1, nothing);
  expect(await older.handled()).toBe(true);
  const alone = await holdfast("rebuild totals");
  expect(alone).toMatchObject({ code: 0, stderr: "" });
  expect(alone.stdout).toMatch(/^totals +1 +running +7 +0 .* serves$/mu);
  expect(alone.stdout).toContain(
    "- totals (revision 1) serves and has caught up; no newer revision runs\n" +
      "  to build it anew, start the service with revision 2 beside it",
  );

  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using newer = serve(2, async () => {
    begun.resolve();
    await gate.promise;
  });
  await begun.promise;
  const building = await holdfast("rebuild totals");
  gate.resolve();
  expect(building).toMatchObject({ code: 4, stderr: "" });
  expect(building.stdout).toMatch(/^totals +2 +running +0 +7 .* newest$/mu);
  expect(building.stdout).toMatch(
    /- totals \(revision 2\) is 7 events behind, .+; revision 1 serves meanwhile\n {2}wait until/u,
  );

  expect(await newer.handled()).toBe(true);
  const ready = await holdfast("rebuild totals --json");
  expect(ready.code).toBe(4);
  expect(JSON.parse(ready.stdout)).toMatchObject({
    subscription: "totals",
    state: "ready",
    serving: 1,
    newest: 2,
    next: expect.stringContaining("store.switchRevision("),
    revisions: [
      { revision: 1, role: "serves", position: "7", lagEvents: "0" },
      { revision: 2, role: "newest", position: "7", lagEvents: "0" },
    ],
  });

  const change = { name: "totals", from: 1, to: 2 };
  expect(await storeOf(stage).switchRevision(change, nothing)).toBe("switched");
  const done = await holdfast("rebuild totals");
  expect(done.code).toBe(0);
  expect(done.stdout).toMatch(/^totals +1 +retired .* retired$/mu);
  expect(done.stdout).toContain("- totals (revision 2) serves and has caught up");
}, 60_000);

test("a newer revision that has stopped needs somebody, and a name that never ran is refused", async () => {
  await using _failing = serve(3, async () => {
    throw new RangeError("no such account");
  });
  const look = async () => (await holdfast("rebuild")).code;
  await expect.poll(look, { timeout: 30_000, interval: 200 }).toBe(1);
  const { stdout } = await holdfast("rebuild");
  expect(stdout).toMatch(
    /- totals \(revision 3\) is stopped: .*no such account.*; revision 2 serves meanwhile\n {2}mend what is wrong, then: holdfast resume totals --revision 3/u,
  );
  expect(await holdfast("rebuild total")).toEqual({
    code: 3,
    stdout: "",
    stderr: "holdfast: no subscription total has run on this log; there is: totals",
  });
}, 60_000);
