import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";
import { newestFirst, pageBody } from "./pages-of-truth.ts";
import { type Delegator, startDelegator, type Surroundings } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";
import { checkToldByTheLog } from "./told-by-the-log.ts";
import { untilAnswered } from "./until-answered.ts";

/** 40 pages at 25 a second: time enough to interfere. */
const ROWS = 2000;
const SLOW = { TZKT_PAGE: "50", TZKT_RPS: "25", SYNC_LEASE: "1s" };

/** Eight seconds: what is looked at before the leader dies must not take longer than the load, on any machine. */
const SLOWER = { TZKT_RPS: "10" };

function startNamed(
  surroundings: Surroundings,
  name: string,
  env: Readonly<Record<string, string>> = {},
) {
  return startDelegator(surroundings, { ...SLOW, ...env, LEADER_KEY: name });
}

async function untilReady(delegator: Delegator): Promise<void> {
  await untilAnswered(delegator, "/readyz", ({ status }) => status === 200);
}

/** The newest term it told of; one that is starved of time may have lost a short lease and taken it again. */
function lastEpochOf({ facts }: Delegator): number {
  return Number(facts.all("LeadershipAcquired").at(-1)?.["epoch"] ?? 0);
}

async function epochOf(database: { readonly adminUrl: string }): Promise<unknown> {
  return sql(database, "select leader_epoch::int as epoch, leader from delegator.sync");
}

test.concurrent("of two instances one writes and both serve; when the writer is killed the other takes over", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 2 * ROWS });
  const both = await Promise.all(
    ["one", "two"].map((name) => startNamed({ database, tzkt }, name, SLOWER)),
  );
  await using held = new AsyncDisposableStack();
  for (const each of both) held.use(each);
  const acquired = both.map(async (each) => {
    await each.facts.said("LeadershipAcquired");
    return each;
  });
  const leader = await Promise.race(acquired);
  const standby = both.find((each) => each !== leader) ?? leader;
  await leader.facts.said("PageIngested");
  await untilReady(standby);

  expect(standby.facts.all("LeadershipAcquired")).toEqual([]);
  const first = pageBody(newestFirst(tzkt.truth()), { page: 1, size: 50 });
  for (const each of both) expect((await each.get("/xtz/delegations")).text).toBe(first);

  leader.kill("SIGKILL");
  const { epoch } = await standby.facts.said("LeadershipAcquired");
  expect(epoch).toBeGreaterThan(lastEpochOf(leader));
  const resumed = await standby.facts.said("SyncResumed");
  expect(resumed["done"]).toBeGreaterThan(0);
  await standby.facts.said("AuditPassed");
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
  await checkToldByTheLog(database.adminUrl, CHAIN_ID);
});

test.concurrent("a leader that was frozen beyond its lease cannot write once it thaws", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS });
  await using leader = await startNamed({ database, tzkt }, "frozen");
  await leader.facts.said("PageIngested");
  leader.kill("SIGSTOP");
  await using standby = await startNamed({ database, tzkt }, "standby");
  const { epoch } = await standby.facts.said("LeadershipAcquired");
  expect(epoch).toBeGreaterThan(lastEpochOf(leader));
  const resumed = await standby.facts.said("SyncResumed");
  await standby.facts.said("PageIngested");

  leader.kill("SIGCONT");
  // Its session may be ended before it sees that its lease is another's: the term is over in both cases.
  await leader.facts.said("SyncInterrupted");
  // It may still tell of what was durable before it froze, and of nothing else.
  const told = leader.facts.all("PageIngested").map(({ done }) => Number(done));
  expect(Math.max(...told)).toBeLessThanOrEqual(Number(resumed["done"]));
  await standby.facts.said("AuditPassed");
  expect(await epochOf(database)).toEqual([{ epoch: lastEpochOf(standby), leader: "standby" }]);
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
  await checkToldByTheLog(database.adminUrl, CHAIN_ID);
});
