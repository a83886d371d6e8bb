import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";

import { canonicalJson, type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { handleCommands } from "@holdfast/cqrs/handling";
import { runSubscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  eventStoreMigrations,
  postgresEventStore,
  postgresSubscriptions,
} from "../src/event-store/index.ts";
import { type Database, migrate, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

/** The kernel's migrations when the log was recorded. */
const MIGRATIONS_THEN = ["0001-event-log.sql", "0002-append.sql", "0003-subscriptions.sql"];
/** A log that was written on that day, by the code of that day, and copied out of its tables. */
const RECORDED = new URL("./fixtures/log-of-2026-11-26/", import.meta.url);
const TABLES = ["events", "streams", "commands", "subscriptions"];

const tenant = "00000000-0000-0000-0000-000000000000";
const id = { name: "totals", revision: 1 };

let server: TestDatabase;
let database: Database;
let system: Database;
beforeAll(async () => {
  server = await testDatabase({ service: "ledger", schema: "ledger" });
  await migrateAsThen();
  const admin = openDatabase({ url: server.adminUrl, applicationName: "test" });
  for (const table of TABLES) {
    const rows = await readFile(new URL(`${table}.tsv`, RECORDED), "utf8");
    await admin.transaction((tx) => tx.copyIn(`copy ledger.${table} from stdin`, [rows]));
  }
  const [, head] = (await readFile(new URL("log_head.tsv", RECORDED), "utf8")).trim().split("\t");
  await admin.query({ text: "update ledger.log_head set position = $1", values: [head] });
  await admin[Symbol.asyncDispose]();
  await migrate({
    url: server.adminUrl,
    service: "ledger",
    schema: "ledger",
    ...eventStoreMigrations,
  });
  database = openDatabase({ url: server.url, applicationName: "test" });
  system = openDatabase({ url: server.systemUrl, applicationName: "test" });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function migrateAsThen(): Promise<void> {
  const then = await mkdtemp(join(tmpdir(), "migrations-"));
  for (const file of MIGRATIONS_THEN) {
    await cp(new URL(file, eventStoreMigrations.directory), join(then, file));
  }
  const { series } = eventStoreMigrations;
  await migrate({
    url: server.adminUrl,
    service: "ledger",
    schema: "ledger",
    series,
    directory: then,
  });
  await rm(then, { recursive: true });
}

type Deposited = { readonly type: "MoneyDeposited"; readonly cents: bigint };
type Event =
  | Deposited
  | { readonly type: "AccountOpened" }
  | { readonly type: "MoneyWithdrawn"; readonly cents: bigint }
  | { readonly type: "AccountClosed" };
type Withdraw = { readonly type: "Withdraw"; readonly cents: bigint };

const schema = {};
/** The events of today: then, deposits were JSON numbers. */
const catalogue = eventCatalogue<Event>({
  AccountOpened: [{ schema }],
  MoneyDeposited: [
    { schema, upcast: ({ cents }) => ({ cents: BigInt(Number(cents)) }) },
    { schema },
  ],
  MoneyWithdrawn: [{ schema }],
  AccountClosed: [{ schema }],
});

const account: Decider<
  Withdraw,
  bigint,
  Event,
  Refusal<"insufficient_funds", { readonly short: bigint }>
> = {
  initialState: () => 0n,
  decide: ({ cents }, balance) =>
    cents > balance
      ? refuse("insufficient_funds", "not enough", { short: cents - balance })
      : [{ type: "MoneyWithdrawn", cents }],
  evolve(balance, event) {
    if (event.type === "MoneyDeposited") return balance + event.cents;
    return event.type === "MoneyWithdrawn" ? balance - event.cents : balance;
  },
};

function handling(store: ReturnType<typeof postgresEventStore>) {
  const snapshots = { reducer: "account", version: 1, every: 1 };
  const sources = { context: () => undefined, random: Math.random, sleep: rest };
  return handleCommands(account, { store, ...sources, ...catalogue, snapshots });
}

function withdraw(streamId: string, commandId: string, cents: bigint) {
  return { tenant, streamId, commandId, command: { type: "Withdraw", cents } } as const;
}

test("an old log is followed on from the old checkpoint, in the events of today", async () => {
  const got: StoredEvent[] = [];
  const stop = new AbortController();
  const sleep = (ms: number, signal: AbortSignal) => rest(ms, undefined, { signal });
  const store = postgresSubscriptions({ database: system, schema: "ledger" });
  const deliver = async (events: readonly StoredEvent[]) => void got.push(...events);
  const running = runSubscription(
    { ...id, catalogue, deliver },
    { store, owner: "today", nowMs: Date.now, sleep, signal: stop.signal },
  );
  expect(await waitFor(id, 9n, { store, timeoutMs: 10_000, nowMs: Date.now, sleep })).toBe(true);
  stop.abort();
  await running;
  expect(got.map(({ position, event, schemaVersion }) => [position, event, schemaVersion])).toEqual(
    [
      [5n, { type: "AccountOpened", owner: "Grüße 😀" }, 1],
      [6n, { type: "MoneyDeposited", cents: 9_007_199_254_740_991n }, 2],
      [7n, { type: "MoneyDeposited", cents: 1n }, 2],
      [8n, { type: "AccountClosed" }, 1],
      [9n, { type: "MoneyDeposited", cents: 20n }, 2],
    ],
  );
  expect(got[0]).toMatchObject({
    streamId: "account-2",
    recordedAt: "2026-11-26T01:00:09.000Z",
    meta: { actor: "ann", commandId: "open-2", correlationId: "flow-account-2" },
  });
});

test("states are folded from it, and it grows on without a gap", async () => {
  await using store = postgresEventStore({ database, schema: "ledger" });
  const { handle } = handling(store);
  const all = 9_007_199_254_740_992n;
  const short = await handle(withdraw("account-2", "too-much", all + 1n));
  expect(short).toMatchObject({ code: "insufficient_funds", data: { short: 1n } });
  const last = await handle(withdraw("account-2", "all", all));
  expect(last).toMatchObject({ status: "accepted", version: 4, position: 10n });
  const events = await store.readStream({ tenant, streamId: "account-2", max: 9 });
  expect(events.map(({ event, schemaVersion }) => [event.type, schemaVersion])).toEqual([
    ["AccountOpened", 1],
    ["MoneyDeposited", 1],
    ["MoneyDeposited", 1],
    ["MoneyWithdrawn", 1],
  ]);
});

test("a command of that time, sent again, is known", async () => {
  await using store = postgresEventStore({ database, schema: "ledger" });
  // Other clients' commands were told apart by what they said, which this one does not know.
  const found = await store.append({
    tenant,
    streamId: "account-1",
    expect: "any",
    commands: [{ commandId: "in-1", events: [{ type: "MoneyDeposited", cents: 500n }] }],
  });
  expect(found).toMatchObject({ code: "command_mismatch" });
  const command = { events: [{ cents: 500, type: "MoneyDeposited" }], type: "Do" };
  const [known] = await store.findCommands(tenant, [
    { commandId: "in-1", fingerprint: `account-1\0${canonicalJson(command)}` },
  ]);
  expect(known).toMatchObject({ version: 2, lastPosition: 2n, answer: { events: 1 } });
});

test("processes of the earlier release go on loading streams beside the new ones", async () => {
  const text = "select no, stream_version, type from ledger.load_streams($1, $2, $3)";
  const values = [`{${tenant}}`, "{account-1}", "{2}"];
  expect((await database.query({ text, values })).rows).toEqual([
    { no: 1, stream_version: 4, type: "MoneyWithdrawn" },
    { no: 1, stream_version: 4, type: "MoneyDeposited" },
  ]);
});
