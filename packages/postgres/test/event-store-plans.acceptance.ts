import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresEventStore, postgresSubscriptions } from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const ROWS = 50_000;
const PAGE = 100;

let stage: EventStoreStage;
let admin: Database;
/** One connection each, so that every statement keeps the plan that it got first. */
let app: Database;
let system: Database;
beforeAll(async () => {
  stage = await openStage();
  const open = (url: string): Database => openDatabase({ url, applicationName: "test", max: 1 });
  admin = open(stage.server.adminUrl);
  app = open(stage.server.url);
  system = open(stage.server.systemUrl);
});
afterAll(async () => {
  for (const each of [admin, app, system]) await each[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** What a log in production has been through, in one statement. */
async function growLog(): Promise<void> {
  await admin.query({
    text: `with head as (select position from ledger.log_head),
      e as (
        insert into ledger.events (position, tenant_id, stream_id, category, version, event_id, type,
          schema_version, data, meta, recorded_at, leaf, leaf_has_version)
        select head.position + n, '${tenant}', 'old-' || n, 'old', 1, gen_random_uuid(), 'Said', 1, '{}', '{}',
          now(), '', false from head, generate_series(1, ${ROWS}) as n),
      s as (
        insert into ledger.streams (tenant_id, stream_id, category, version)
        select '${tenant}', 'old-' || n, 'old', 1 from generate_series(1, ${ROWS}) as n),
      c as (
        insert into ledger.commands (tenant_id, command_id, part, fingerprint, stream_id, version, position, size, at)
        select '${tenant}', 'old-' || n, 0, '', 'old-' || n, 1, head.position + n, 1, now()
        from head, generate_series(1, ${ROWS}) as n)
    update ledger.log_head set position = position + ${ROWS}`,
  });
}

/** Rows that were read so far, by scanning tables and by looking them up. */
async function rowsRead(
  tables = ["events", "streams", "commands"],
): Promise<{ readonly scanned: number; readonly lookedUp: number }> {
  for (const each of [app, system]) await each.query({ text: "select pg_stat_force_next_flush()" });
  const { rows } = await admin.query<{ readonly scanned: number; readonly lookedUp: number }>({
    text: `select sum(seq_tup_read)::float8 as scanned, sum(idx_tup_fetch)::float8 as "lookedUp"
      from pg_stat_user_tables where schemaname = 'ledger' and relname = any($1)`,
    values: [tables],
  });
  return rows[0] ?? { scanned: 0, lookedUp: 0 };
}

/** Everything that a service asks of the log. */
async function useLog(): Promise<void> {
  await using store = postgresEventStore({ database: app, schema: "ledger" });
  await using whole = postgresEventStore({ database: system, schema: "ledger" });
  const subscriptions = postgresSubscriptions({ database: system, schema: "ledger" });
  const append = (streamId: string) =>
    store.append({
      tenant,
      streamId,
      expect: "any",
      commands: [{ commandId: randomUUID(), events: [{ type: "Said" }] }],
    });
  await append("log-7");
  await Promise.all(Array.from({ length: 20 }, (_, at) => append(`log-${at}`)));
  await store.loadStream({ tenant, streamId: "old-7" });
  await store.readStream({ tenant, streamId: "old-7", max: PAGE });
  await store.findCommands(tenant, [{ commandId: "old-9", fingerprint: "" }]);
  await whole.readLog({ after: 5n, max: PAGE });
  const page = { after: 5n, max: PAGE, bytesMax: 1_000_000 };
  await subscriptions.readPage({ ...page, filter: {} });
  await subscriptions.readPage({ ...page, filter: { categories: ["old"] } });
}

test("what was planned on empty tables is still looked up, not scanned, when they are large (lessons 3 and 4)", async () => {
  // More than the five times after which PostgreSQL may settle for a plan.
  for (let times = 0; times < 7; times += 1) await useLog();
  await growLog();
  const before = await rowsRead();
  await useLog();
  const after = await rowsRead();
  expect(after.scanned - before.scanned).toBe(0);
  // Pages, and a few rows per append; whoever sorts the rest of the log reads all of it.
  expect(after.lookedUp - before.lookedUp).toBeGreaterThan(PAGE);
  expect(after.lookedUp - before.lookedUp).toBeLessThan(2_500);
});

test("a long stream is read in pages, and loaded from a version on (cookie-cutter#138)", async () => {
  const streamId = "long-1";
  const events = Array.from({ length: 1_000 }, (_, at) => ({ type: "Said", at }));
  for (let step = 0; step < 10; step += 1) {
    const commands = [{ commandId: randomUUID(), events }];
    await stage.store.append({ tenant, streamId, expect: "any", commands });
  }
  const versions: number[] = [];
  for (;;) {
    const from = versions.length + 1;
    const page = await stage.store.readStream({ tenant, streamId, from, max: 3_000 });
    expect(page.length).toBeLessThanOrEqual(3_000);
    versions.push(...page.map(({ version }) => version));
    if (page.length === 0) break;
  }
  expect(versions).toEqual(Array.from({ length: 10_000 }, (_, at) => at + 1));
  const tail = await stage.store.loadStream({ tenant, streamId, after: 9_998 });
  expect(tail).toMatchObject({ version: 10_000, events: events.slice(-2) });
});

test("whoever looks for what was asked for reads nothing of what is only parked", async () => {
  const id = { name: "choking", revision: 1 };
  await admin.query({
    text: `insert into ledger.subscriptions (name, revision, position) values ('choking', 1, 0);
      insert into ledger.parked (subscription, revision, position, error, attempts, at)
        select 'choking', 1, n, 'no', 1, now() from generate_series(1, 20000) as n;
      analyze ledger.parked`,
  });
  const subscriptions = postgresSubscriptions({ database: system, schema: "ledger" });
  const read = async () => {
    const { scanned, lookedUp } = await rowsRead(["parked"]);
    return scanned + lookedUp;
  };
  const before = await read();
  for (let times = 0; times < 7; times += 1) {
    expect(await subscriptions.replaysAsked(id, 10)).toEqual([]);
  }
  expect((await read()) - before).toBe(0);
  await subscriptions.askReplay({ ...id, position: 7n });
  expect(await subscriptions.replaysAsked(id, 10)).toEqual([7n]);
});
