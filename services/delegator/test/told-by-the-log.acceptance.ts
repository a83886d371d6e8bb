import { evolveAll } from "@holdfast/cqrs";
import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { startTzkt } from "@holdfast/standin-tzkt";
import { expect, test } from "vitest";

import { leaseLeadership } from "../src/adapters/postgres/lease-leadership.ts";
import { MIRROR_TENANT, mirrorStream } from "../src/adapters/postgres/mirror-stream.ts";
import { openTerm } from "../src/adapters/postgres/term.ts";
import { tipWriter } from "../src/adapters/postgres/tip-writer.ts";
import { systemClock } from "../src/adapters/runtime/system-clock.ts";
import { LeadershipLost } from "../src/application/leadership-lost.ts";
import type { TipChange } from "../src/application/tip-change.ts";
import { windowOf } from "../src/domain/chain-sync-state.ts";
import { chainSync } from "../src/domain/chain-sync.ts";
import { DelegationPage } from "../src/domain/delegation-page.ts";
import type { Delegation } from "../src/domain/delegation.ts";
import { ranksAfter } from "../src/domain/ranks.ts";
import { SCHEMA } from "../src/schema.ts";
import { delegatorDatabase, sql } from "./delegator-database.ts";
import { delegation, delegations } from "./in-memory/delegations.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";
import { startDelegator } from "./start-delegator.ts";
import { checkToldByTheLog, toldEventsOf } from "./told-by-the-log.ts";
import { trueDelegations } from "./true-delegations.ts";
import { mirrored } from "./until-shown.ts";
import { STARTED, writerByHand } from "./written-by-hand.ts";

/** Ten levels apart, so that the last is the final one. */
const ROWS = delegations(10);
const NEXT = delegation(11, { hash: "opMsAYfRoCdJAA6XfX51RcbTcp5oHYGsg8jQgRFMjJSiVFtj2g1" });
const RANGE = {
  range: 0,
  years: { from: undefined, to: undefined },
  gBefore: 0,
  expected: ROWS.length,
  done: 0,
  lastId: 0,
  lastYear: 0,
  lastY: 0,
};

/** A mirror of ten rows, as a load leaves it. */
async function loadedMirror() {
  await using held = new AsyncDisposableStack();
  const test = held.use(await delegatorDatabase());
  const options = { url: test.url, applicationName: "told-by-the-log", max: 2 };
  const database = held.use(openDatabase(options));
  const writer = writerByHand(database);
  const plan = { chainId: CHAIN_ID, headLevel: 102, finalLevel: 100, ranges: [RANGE] };
  await writer.begin(plan, STARTED);
  const rows = DelegationPage.of(ROWS);
  const { ranks } = ranksAfter({ g: 0, year: 0, y: 0 }, rows.columns.year);
  const [fromId, toId, count] = [ROWS[0]?.id ?? 0, ROWS.at(-1)?.id ?? 0, ROWS.length];
  const page = { type: "PageIngested", range: 0, fromId, toId, count } as const;
  await writer.load(
    { ...RANGE, done: count, lastId: toId },
    { rows, ranks },
    { events: (sha256) => [{ ...page, sha256 }], onDurable: () => undefined },
  );
  await writer.flush();
  const caughtUp = (newest: readonly Delegation[]) =>
    [{ type: "CaughtUp", head: 102, rows: newest }] as const;
  await writer.rank({ above: 36, events: caughtUp });
  const owned = held.move();
  return {
    database,
    adminUrl: test.adminUrl,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What one look at the tip changes: a new row. */
const GROWN: TipChange = {
  fromLevel: 0,
  retracted: [],
  added: [NEXT],
  head: 112,
  isWhole: true,
  final: { before: 100, after: 110 },
  isResolved: false,
};
const TOLD = [{ type: "BlockApplied", level: 110, added: [NEXT] }] as const;

function tipOf(database: Database, epoch: bigint) {
  const store = postgresEventStore({ database, schema: SCHEMA });
  return tipWriter(openTerm({ database, schema: SCHEMA, epoch, store, chainId: CHAIN_ID }));
}

async function countRows(mirror: { readonly adminUrl: string }): Promise<unknown> {
  const [found] = await sql(mirror, "select count(*)::int as rows from delegator.delegation");
  return found?.["rows"];
}

test("the log accounts for every row, by pages with their digests and by changes at the tip", async () => {
  await using mirror = await loadedMirror();
  await tipOf(mirror.database, 0n).changeTip(GROWN, TOLD);
  await checkToldByTheLog(mirror.adminUrl, CHAIN_ID);
  const told = await toldEventsOf(mirror.database, CHAIN_ID);
  expect(told.map(({ type }) => type)).toEqual([
    "SyncStarted",
    "PageIngested",
    "CaughtUp",
    "BlockApplied",
  ]);
});

test.each([
  ["an amount that was changed", "update delegator.delegation set amount = amount + 1 where g = 3"],
  ["a baker that was changed", "update delegator.delegation set new_baker = sender where g = 3"],
  ["a row that was taken away", "delete from delegator.delegation where g = 10"],
])("%s is no longer what the log tells", async (_what, change) => {
  await using mirror = await loadedMirror();
  await sql(mirror, change);
  await expect(checkToldByTheLog(mirror.adminUrl, CHAIN_ID)).rejects.toThrow(
    /are not the page|the log tells of/,
  );
});

test("rows and event of an epoch that is over are written neither", async () => {
  await using mirror = await loadedMirror();
  await sql(mirror, "update delegator.sync set leader_epoch = 1");
  await expect(tipOf(mirror.database, 0n).changeTip(GROWN, TOLD)).rejects.toThrow(LeadershipLost);
  expect(await toldEventsOf(mirror.database, CHAIN_ID)).toHaveLength(3);
  expect(await countRows(mirror)).toBe(10);
});

test("rows whose event the log does not take are not written", async () => {
  await using mirror = await loadedMirror();
  const { database } = mirror;
  const tip = tipOf(database, 0n);
  await tip.diverge("a test", [{ type: "Diverged", level: 100 }]);
  const stranger = postgresEventStore({ database, schema: SCHEMA });
  const event = { type: "DivergenceResolved" };
  await stranger.append({
    tenant: MIRROR_TENANT,
    streamId: mirrorStream(CHAIN_ID),
    expect: "any",
    commands: [{ commandId: "stranger", events: [event] }],
  });
  await expect(tip.changeTip(GROWN, TOLD)).rejects.toMatchObject({ code: "stream_moved" });
  expect(await countRows(mirror)).toBe(10);
  // It looks anew, and goes on from where the stream is.
  expect(await tip.changeTip(GROWN, TOLD)).toBe(11);
});

test("an event that the log does not take as it is names the reason, and its rows are not written", async () => {
  await using mirror = await loadedMirror();
  const long = "x".repeat(2 ** 20);
  const told = [{ type: "AuditFailed", level: 100, findings: [long] }] as const;
  await expect(tipOf(mirror.database, 0n).changeTip(GROWN, told)).rejects.toMatchObject({
    code: "too_large",
  });
  expect(await countRows(mirror)).toBe(10);
});

test("a lead that the log does not take is not taken", async () => {
  await using mirror = await loadedMirror();
  const { database } = mirror;
  const leadership = leaseLeadership({
    database,
    schema: SCHEMA,
    store: postgresEventStore({ database, schema: SCHEMA }),
    chainId: CHAIN_ID,
    holder: "one",
    leaseMs: 1_000,
    clock: systemClock,
  });
  {
    await using _lease = await leadership.acquire(new AbortController().signal);
  }
  // As by a hand that puts the row of the lease back.
  await sql(mirror, "update delegator.sync set leader_epoch = 0, leader_until = '-infinity'");
  await expect(leadership.acquire(new AbortController().signal)).rejects.toMatchObject({
    code: "stream_moved",
  });
  const [found] = await sql(mirror, "select leader_epoch::int as epoch from delegator.sync");
  expect(found).toEqual({ epoch: 0 });
});

test("a mirror that is older than its log is told of as it is, and goes on being told of", async () => {
  await using database = await delegatorDatabase();
  await using tzkt = await startTzkt({ rows: 300, live: { delegationsPerBlock: 3 } });
  {
    await using older = await startDelegator({ database, tzkt });
    await older.facts.said("CaughtUp");
  }
  // As an older version has left it.
  await sql(
    database,
    `set session_replication_role = replica;
     truncate delegator.events, delegator.streams, delegator.commands;
     update delegator.log_head set position = 0; update delegator.sync set is_told = false`,
  );
  await using delegator = await startDelegator({ database, tzkt });
  await delegator.facts.said("AuditPassed");
  await mirrored(delegator, tzkt, () => tzkt.advance());
  await using log = openDatabase({ url: database.adminUrl, applicationName: "told", max: 1 });
  const told = await toldEventsOf(log, CHAIN_ID);
  expect(told.slice(0, 3).map(({ type }) => type)).toEqual([
    "LeaderChanged",
    "SyncStarted",
    "CaughtUp",
  ]);
  const tip = windowOf(evolveAll(chainSync, chainSync.initialState(), told));
  const newest = trueDelegations(tzkt.truth()).filter(({ level }) => level > tip.floor);
  expect(newest).not.toEqual([]);
  expect(tip.rows).toEqual(newest.toReversed());
});

test.each([
  "insert into delegator.streams values (gen_random_uuid(), 's', 's', 1, null)",
  "update delegator.log_head set position = 0",
  "delete from delegator.commands",
  "delete from delegator.events",
])("the service may not write to its log past the kernel: %s", async (statement) => {
  await using mirror = await loadedMirror();
  await expect(mirror.database.query({ text: statement })).rejects.toThrow("permission denied");
});
