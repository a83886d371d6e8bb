import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { newestFirst, pageBody } from "./pages-of-truth.ts";
import { startDelegator } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";

/** Forty pages in eight seconds: the load begins before the service listens, and must not have ended by then. */
const SLOW = { TZKT_PAGE: "50", TZKT_RPS: "5" };
/** Draining has a limit of 30 s; with nothing to drain it takes an instant. */
const STOP_MS_MAX = 5_000;

test.concurrent("a load that is killed resumes where it was, and a stopped one as well", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 2000 });

  await using killed = await startDelegator({ database, tzkt }, SLOW);
  await killed.facts.said("PageIngested", ({ done }) => Number(done) >= 200);
  killed.kill("SIGKILL");
  await killed.exited;

  await using stopped = await startDelegator({ database, tzkt }, SLOW);
  const resumed = await stopped.facts.said("SyncResumed");
  expect(resumed).toMatchObject({ rows: 2000 });
  expect(resumed["done"]).toBeGreaterThanOrEqual(200);
  await stopped.facts.said("PageIngested");
  const asked = performance.now();
  stopped.kill("SIGTERM");
  expect(await stopped.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(STOP_MS_MAX);

  await using last = await startDelegator({ database, tzkt });
  const again = await last.facts.said("SyncResumed");
  expect(again["done"]).toBeGreaterThan(Number(resumed["done"]));
  await last.facts.said("AuditPassed");
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});

test.concurrent("a start on a loaded database serves every page at once, without the upstream", async () => {
  await using database = await delegatorDatabase();
  const tzkt = await startTzkt({ rows: 600 });
  const rows = newestFirst(tzkt.truth());
  {
    await using first = await startDelegator({ database, tzkt });
    await first.facts.said("CaughtUp");
  }
  await tzkt[Symbol.asyncDispose]();

  await using second = await startDelegator({ database, tzkt });
  const { status, headers, text } = await second.get("/xtz/delegations?page=12");
  expect({ status, text }).toEqual({ status: 200, text: pageBody(rows, { page: 12, size: 50 }) });
  expect(headers["x-total-count"]).toBe("600");
  expect((await second.get("/readyz")).status).toBe(200);
});

test.concurrent("what the chain adds is followed and counted", async () => {
  await using database = await delegatorDatabase();
  await using whole = await startTzkt({ rows: 1500 });
  const levels = Array.from(whole.truth().records(), ({ level }) => level);
  await using shorter = await startTzkt({ rows: 1500, head: levels[1000] ?? 0 });
  {
    await using first = await startDelegator({ database, tzkt: shorter });
    await first.facts.said("AuditPassed");
    expect(await storedRows(database)).toEqual(expectedRows(shorter.truth()));
  }
  await using second = await startDelegator({ database, tzkt: whole });
  await second.facts.said("AuditPassed", ({ rows }) => rows === 1500);
  expect(await storedRows(database)).toEqual(expectedRows(whole.truth()));
  const { text } = await second.get("/xtz/delegations?year=2025");
  expect(text).toBe(pageBody(newestFirst(whole.truth()), { page: 1, size: 50, year: 2025 }));
});
