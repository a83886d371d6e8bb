import { openStream } from "@holdfast/service-process/event-client";
import { REORG_VARIANTS, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { delegatorDatabase, sql } from "./delegator-database.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";
import { type Delegator, startDelegator, type Surroundings } from "./start-delegator.ts";
import { expectedRows, storedRows } from "./stored-rows.ts";
import { checkToldByTheLog } from "./told-by-the-log.ts";
import { mirrored, untilShown } from "./until-shown.ts";

const ROWS = 300;
/** So long that nothing is ever seen by a poll. */
const NEVER = { SYNC_POLL: "1h" };
const POLLS_ONLY = { SYNC_WS: "off" };

async function live(
  surroundings: Surroundings & { readonly tzkt: TzktStandIn },
  env: Readonly<Record<string, string>> = {},
): Promise<Delegator> {
  const delegator = await startDelegator(surroundings, env);
  await delegator.facts.said("AuditPassed");
  return delegator;
}

test.concurrent("a delegation shows when the hub tells of its block, not at the next poll", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
  await using delegator = await live({ database, tzkt }, NEVER);
  await delegator.facts.said("HubConnected");
  for (let block = 0; block < 3; block += 1) {
    await mirrored(delegator, tzkt, () => tzkt.advance());
  }
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});

test.concurrent("a delegation shows at the next poll when there is no hub", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
  await using delegator = await live({ database, tzkt }, POLLS_ONLY);
  await mirrored(delegator, tzkt, () => tzkt.advance(2));
  expect(delegator.facts.all("HubConnected")).toEqual([]);
});

test.concurrent.each([NEVER, POLLS_ONLY])(
  "whatever a reorg replaces, drops, adds, moves or cuts off is shown as the chain has it: %o",
  async (env) => {
    await using database = await delegatorDatabase();
    await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
    await using delegator = await live({ database, tzkt }, env);
    for (const variant of REORG_VARIANTS) {
      for (const depth of [1, 2]) {
        await mirrored(delegator, tzkt, () => tzkt.advance(3));
        await mirrored(delegator, tzkt, () => tzkt.reorg(depth, variant));
      }
    }
    await mirrored(delegator, tzkt, () => tzkt.advance(3));
    expect(delegator.facts.all("ReorgHandled").length).toBeGreaterThan(5);
    expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
    await checkToldByTheLog(database.adminUrl, CHAIN_ID);
    const [levels] = await sql(
      database,
      "select head_level, final_level, mode from delegator.sync",
    );
    expect(levels).toEqual({ head_level: tzkt.head, final_level: tzkt.head - 2, mode: "live" });
  },
);

test.concurrent("what changed below the final level stops the mirror, which goes on serving and says so", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
  await using delegator = await live({ database, tzkt });
  await mirrored(delegator, tzkt, () => tzkt.advance(5));
  const before = await storedRows(database);
  tzkt.rewrite(tzkt.head - 3);
  tzkt.advance();
  await delegator.facts.said("Diverged");
  expect(await storedRows(database)).toEqual(before);
  const status = await delegator.get("/v1/status");
  expect(status.text).toContain('"mode":"diverged"');
  expect((await delegator.get("/xtz/delegations")).status).toBe(200);
});

test.concurrent("an upstream that numbers its rows anew is mirrored anew, and those who follow are told to read again", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
  await using delegator = await live({ database, tzkt });
  using stream = await openStream(`${delegator.url}/v1/stream`);
  await stream.take(1);
  tzkt.renumber();
  await delegator.facts.said("HistoryReplaced");
  expect(await stream.take(1)).toMatchObject([
    { event: "reset", data: { url: "/v1/delegations" } },
  ]);
  await mirrored(delegator, tzkt, () => tzkt.advance(4));
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
  await checkToldByTheLog(database.adminUrl, CHAIN_ID);
});

test.concurrent("when the leader is killed at the tip the standby goes on where it was", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
  await using leader = await live({ database, tzkt });
  await using standby = await startDelegator({ database, tzkt });
  tzkt.advance(2);
  await untilShown(standby, tzkt);
  leader.kill("SIGKILL");
  tzkt.reorg(2, "replaced");
  tzkt.advance(1);
  await untilShown(standby, tzkt);
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});

test.concurrent("a leader that was frozen at the tip is refused by the fence when it thaws", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: ROWS, live: { delegationsPerBlock: 3 } });
  await using leader = await live({ database, tzkt });
  leader.kill("SIGSTOP");
  await using standby = await startDelegator({ database, tzkt });
  tzkt.advance(2);
  await standby.facts.said("LeadershipAcquired");
  await untilShown(standby, tzkt);
  tzkt.reorg(2, "replaced");
  leader.kill("SIGCONT");
  // Told whether its session was ended or its lease had gone to another.
  await leader.facts.said("SyncInterrupted");
  await untilShown(standby, tzkt);
  tzkt.advance(3);
  await untilShown(standby, tzkt);
  expect(await storedRows(database)).toEqual(expectedRows(tzkt.truth()));
});
