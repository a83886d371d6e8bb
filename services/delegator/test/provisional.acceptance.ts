import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase } from "./delegator-database.ts";
import { newestFirst, pageBody, scopeOf } from "./pages-of-truth.ts";
import { startDelegator } from "./start-delegator.ts";

/** How much later than the others the first request of a busy machine may arrive. */
const JITTER_MS = 200;
const PATH = "/xtz/delegations";
const LOADING =
  /^\{"code":503,"message":"the history is loading \(\d+%\); the newest delegations can be read without a year"\}\n$/;

test.concurrent("while the history loads, the newest page is right and all else answers 503; then everything is served", async () => {
  // Asked for while the service still loads, and not there before a busy machine has looked twice.
  const late = { kind: "stall_headers", ms: 5_000, path: "/v1/head" } as const;
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 2000, faults: { faults: [late] } });
  await using delegator = await startDelegator({ database, tzkt }, { TZKT_RPS: "10" });
  const rows = newestFirst(tzkt.truth());

  const early = await delegator.get(PATH);
  expect(early.status).toBe(503);
  expect(early.headers["retry-after"]).toBe("2");
  const unready = await delegator.get("/readyz");
  expect(unready.status).toBe(503);
  expect(unready.text).toContain("the newest page has not arrived yet");

  await delegator.facts.said("SyncStarted");
  const newest = await delegator.get(PATH);
  expect(newest.status).toBe(200);
  expect(newest.text).toBe(pageBody(rows, { page: 1, size: 50 }));
  expect(newest.headers["x-sync"]).toMatch(/^backfill; done=\d{1,2}%$/);
  expect(newest.headers).not.toHaveProperty("x-total-count");
  expect(newest.headers).toMatchObject({
    "x-chain-head": String(tzkt.head),
    "x-chain-final": String(tzkt.head - 2),
    link: `<${PATH}?page=1&per_page=50>; rel="first", <${PATH}?page=2&per_page=50>; rel="next"`,
  });
  expect((await delegator.get("/readyz")).status).toBe(200);
  expect((await delegator.get(`${PATH}?page=2`)).text).toBe(pageBody(rows, { page: 2, size: 50 }));
  const whole = await delegator.get("/v1/delegations?per_page=2");
  expect(whole.headers["x-sync"]).toMatch(/^backfill; done=\d{1,2}%$/);
  expect(JSON.parse(whole.text)).toMatchObject({
    data: rows.slice(0, 2).map(({ delegator: sender, level }) => {
      return { delegator: sender, level: Number(level), final: true };
    }),
  });
  const beyond = ["?page=3", "?page=2&per_page=51", "?year=2025", "?page=9007199254740991"];
  for (const query of beyond) {
    const { status, headers, text } = await delegator.get(`${PATH}${query}`);
    expect({ query, status, wait: headers["retry-after"] }).toEqual({
      query,
      status: 503,
      wait: "2",
    });
    expect(headers["x-sync"]).toMatch(/^backfill; done=\d{1,2}%$/);
    expect(text).toMatch(LOADING);
  }
  expect(delegator.facts.all("HistoryRanked")).toEqual([]);

  await delegator.facts.said("HistoryRanked");
  const third = await delegator.get(`${PATH}?page=3`);
  expect(third.text).toBe(pageBody(rows, { page: 3, size: 50 }));
  expect(third.headers["x-total-count"]).toBe("2000");
  expect(third.headers).not.toHaveProperty("x-sync");
  const of2025 = await delegator.get(`${PATH}?year=2025`);
  expect(of2025.text).toBe(pageBody(rows, { page: 1, size: 50, year: 2025 }));
  expect(of2025.headers["x-total-count"]).toBe(String(scopeOf(rows, 2025).length));
});

test.concurrent("the load keeps to the configured rate, and at most two ranges run at once", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 1000 });
  await using delegator = await startDelegator({ database, tzkt }, { TZKT_RPS: "10" });
  expect(await delegator.facts.said("SyncStarted")).toMatchObject({ ranges: 2 });
  await delegator.facts.said("HistoryRanked");
  const times = tzkt.requests.map(({ time }) => time);
  const elapsed = Math.max(...times) - Math.min(...times);
  // Head, newest page, two counts, nine pages and the end of a range: one each 100 ms.
  expect(times.length).toBeLessThanOrEqual(15);
  expect(elapsed).toBeGreaterThan((times.length - 1) * 100 - JITTER_MS);
});
