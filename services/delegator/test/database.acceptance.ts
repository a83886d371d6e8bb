import { openDatabase } from "@holdfast/postgres";
import { type CrashServer, crashServer } from "@holdfast/postgres/testing";
import { startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { newestFirst, pageBody } from "./pages-of-truth.ts";
import { type Answer, type Delegator, startDelegator } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";

const PATH = "/xtz/delegations";
/** Requests are held for two seconds in the hope that the database returns. */
const HOLD_MS = 2_000;
const ANSWER_MS_MAX = 6_000;

let server: CrashServer;
let tzkt: TzktStandIn;
beforeAll(async () => {
  server = await crashServer();
  tzkt = await startTzkt({ rows: 1200 });
});
afterAll(async () => {
  await tzkt[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function freshDatabase() {
  return delegatorDatabase(server.adminUrl);
}

/** Asks until the answer is right: each request is held while the database is away. */
async function untilServed(delegator: Delegator): Promise<Answer> {
  for (;;) {
    const answer = await delegator.get(PATH);
    if (answer.status === 200) return answer;
    expect(answer.status).toBe(503);
  }
}

const FIRST = { page: 1, size: 50 };

test("a database that stops under the service means 503 after being held, and it recovers by itself", async () => {
  await using database = await freshDatabase();
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("AuditPassed");
  const served = pageBody(newestFirst(tzkt.truth()), FIRST);

  await server.stop();
  const asked = performance.now();
  const [page, status, ready] = await Promise.all(
    [PATH, "/v1/status", "/readyz"].map((path) => delegator.get(path)),
  );
  const heldMs = performance.now() - asked;
  expect(page).toMatchObject({
    status: 503,
    text: '{"code":503,"message":"the service cannot reach its data"}\n',
    headers: { "retry-after": "2", "content-type": "application/json; charset=utf-8" },
  });
  expect(status).toMatchObject({ status: 503, headers: { "retry-after": "2" } });
  expect(ready?.status).toBe(503);
  expect(heldMs).toBeGreaterThan(HOLD_MS * 0.9);
  expect(heldMs).toBeLessThan(ANSWER_MS_MAX);
  expect((await delegator.get("/healthz")).status).toBe(200);

  const held = delegator.get(PATH);
  await server.restart();
  expect([200, 503]).toContain((await held).status);
  expect((await untilServed(delegator)).text).toBe(served);
  // The lead may have been taken anew before the first page was served, so its epoch tells, not the order.
  await delegator.facts.said("LeadershipAcquired", ({ epoch }) => Number(epoch) > 1);
});

test("a database that crashes during the load costs nothing: the load resumes and ends equal to the chain", async () => {
  await using database = await freshDatabase();
  // The load begins before the service listens, and must not have ended by then.
  const slow = { TZKT_PAGE: "50", TZKT_RPS: "8" };
  await using delegator = await startDelegator({ database, tzkt }, slow);
  await delegator.facts.said("PageIngested", ({ done }) => Number(done) >= 200);
  await server.kill();
  await delegator.facts.said("SyncInterrupted");
  await server.restart();
  const resumed = await delegator.facts.said("SyncResumed");
  expect(resumed["done"]).toBeGreaterThanOrEqual(200);
  await delegator.facts.said("AuditPassed");
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});

// From here on nobody touches the server, so the tests may share it at the same time.
test.concurrent("a full disk interrupts the load only for as long as it is full", async () => {
  await using database = await freshDatabase();
  // What PostgreSQL says when the disk is full, said by a trigger.
  await sql(
    database,
    `create function disk_full() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
     create trigger disk_full before insert on delegator.delegation execute function disk_full()`,
  );
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("SyncInterrupted");
  const newest = await delegator.get(PATH);
  expect(newest.text).toBe(pageBody(newestFirst(tzkt.truth()), FIRST));
  expect((await delegator.get(`${PATH}?year=2020`)).status).toBe(503);
  await sql(database, "drop trigger disk_full on delegator.delegation");
  await delegator.facts.said("AuditPassed");
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});

test.concurrent("more requests than connections and queue take are answered 503 at once, the others when it is their turn", async () => {
  await using database = await freshDatabase();
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("AuditPassed");
  await using blocker = openDatabase({
    url: database.adminUrl,
    applicationName: "blocker",
    max: 1,
  });

  const refused = Promise.withResolvers<Answer>();
  const answers = await blocker.transaction(async (tx) => {
    await tx.query({ text: "lock table delegator.scope_count in access exclusive mode" });
    // 10 connections, and 100 that may wait for one.
    const asked = Array.from({ length: 140 }, async () => {
      const answer = await delegator.get(PATH);
      if (answer.status !== 200) refused.resolve(answer);
      return answer;
    });
    const first = await refused.promise;
    expect(first).toMatchObject({
      status: 503,
      text: '{"code":503,"message":"the service\'s data store is too busy"}\n',
      headers: { "retry-after": "1" },
    });
    return asked;
  });
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(100);
});

test.concurrent("a database that is too slow means 503, not a failure", async () => {
  await using database = await freshDatabase();
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("AuditPassed");
  await using blocker = openDatabase({
    url: database.adminUrl,
    applicationName: "blocker",
    max: 1,
  });
  await blocker.transaction(async (tx) => {
    // The service gives up waiting for a lock after five seconds; the blocker must not end before.
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    await tx.query({ text: "lock table delegator.scope_count in access exclusive mode" });
    const { status, headers } = await delegator.get(PATH);
    expect({ status, wait: headers["retry-after"] }).toEqual({ status: 503, wait: "1" });
  });
  expect((await delegator.get(PATH)).status).toBe(200);
});

test("a service whose database is away at its start says so, and serves as soon as it is there", async () => {
  await using database = await freshDatabase();
  await server.stop();
  await using delegator = await startDelegator({ database, tzkt });
  expect((await delegator.get("/healthz")).status).toBe(200);
  expect((await delegator.get("/readyz")).status).toBe(503);
  const { status, headers } = await delegator.get(PATH);
  expect({ status, wait: headers["retry-after"] }).toEqual({ status: 503, wait: "2" });
  await server.restart();
  await delegator.facts.said("AuditPassed");
  expect((await untilServed(delegator)).text).toBe(pageBody(newestFirst(tzkt.truth()), FIRST));
});
