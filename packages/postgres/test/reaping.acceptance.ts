import { setTimeout as rest } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { reapCommands } from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = Date.parse("2026-11-26T12:00:00Z");

let stage: EventStoreStage;
let system: Database;
beforeAll(async () => {
  stage = await openStage();
  system = openDatabase({ url: stage.server.systemUrl, applicationName: "test" });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** So many commands at a time, each in a stream of its own. */
async function accept(prefix: string, count: number, nowMs: number): Promise<void> {
  await using held = new AsyncDisposableStack();
  const store = held.use(stage.another({ nowMs: () => nowMs }));
  await Promise.all(
    Array.from({ length: count }, (_, at) => {
      const commands = [{ commandId: `${prefix}-${at}`, events: [{ type: "Said", word: "a" }] }];
      return store.append({ tenant, streamId: `${prefix}-${at}`, expect: "absent", commands });
    }),
  );
}

function reap(options: { readonly blocks?: number; readonly signal?: AbortSignal } = {}) {
  const sleep = (ms: number, signal: AbortSignal) => rest(ms, undefined, { signal });
  const { signal } = new AbortController();
  const more = { nowMs: () => NOW_MS, sleep, signal, restMs: 1 };
  return reapCommands({ database: system, schema: "ledger", ...more, ...options });
}

async function known(): Promise<number> {
  const text = "select count(*)::int as n from ledger.commands";
  const { rows } = await system.query<{ n: number }>({ text });
  return rows[0]?.n ?? 0;
}

test("commands are forgotten after 35 days, by small steps, and their events stay", async () => {
  await accept("old", 1_200, NOW_MS - 35 * DAY_MS - 1);
  await accept("young", 300, NOW_MS - 35 * DAY_MS + 1);
  const { rows } = await system.query<{ blocks: number }>({
    text: "select (pg_relation_size('ledger.commands') / 8192)::int as blocks",
  });
  expect(rows[0]?.blocks).toBeGreaterThan(10);
  expect(await reap({ blocks: 3 })).toBe(1_200);
  expect(await known()).toBe(300);
  expect(await reap()).toBe(0);
  const events = await stage.store.readLog({ after: 0n, max: 2_000, tenant });
  expect(events).toHaveLength(1_500);
});

test("a forgotten command is a new one, the others get their answer", async () => {
  const again = (id: string) =>
    stage.store.append({
      tenant,
      streamId: id,
      expect: "any",
      commands: [{ commandId: id, events: [{ type: "Said", word: "a" }] }],
    });
  expect(await again("old-1")).toMatchObject({ status: "ok", version: 2 });
  expect(await again("young-1")).toMatchObject({ status: "duplicate", version: 1 });
});

test("it stops in the middle when it is told to", async () => {
  await accept("later", 800, NOW_MS - 40 * DAY_MS);
  const stop = new AbortController();
  const before = await known();
  const reaped = reap({ blocks: 1, signal: stop.signal });
  stop.abort();
  expect(await reaped).toBe(before - (await known()));
  expect(await reap()).toBeGreaterThan(0);
});

test("each step reads its blocks and no others", async () => {
  await using admin = openDatabase({ url: stage.server.adminUrl, applicationName: "test" });
  const { rows } = await admin.transaction(async (tx) => {
    await tx.query({ text: "set local enable_seqscan = off" });
    const text = `explain delete from ledger.commands
                  where ctid >= '(3,0)'::tid and ctid < '(6,0)'::tid and at < now()`;
    return tx.query({ text });
  });
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("Tid Range Scan on commands");
  const beyond = "select * from ledger.reap_commands(1000000, 5, now())";
  const { rows: answer } = await system.query({ text: beyond });
  expect(answer).toEqual([{ reaped: 0n, next_block: null }]);
});

test("the role of requests may not forget commands", async () => {
  const text = "select ledger.reap_commands(0, 1, now())";
  await expect(stage.database.query({ text })).rejects.toMatchObject({ code: "42501" });
});
