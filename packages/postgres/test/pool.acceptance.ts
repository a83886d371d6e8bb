import { afterAll, beforeAll, expect, test } from "vitest";

import {
  type Database,
  type DatabaseOptions,
  DatabaseUnavailable,
  openDatabase,
} from "../src/index.ts";
import { type CrashServer, crashServer } from "../src/testing/index.ts";

let server: CrashServer;
beforeAll(async () => {
  server = await crashServer({ durable: false });
});
afterAll(() => server[Symbol.asyncDispose]());

function open(options: Partial<DatabaseOptions> = {}): Database {
  return openDatabase({ url: server.adminUrl, applicationName: "pool-test", ...options });
}

async function backendOf(database: Database): Promise<number> {
  const { rows } = await database.query<{ pid: number }>({
    text: "select pg_backend_pid() as pid",
  });
  return rows[0]?.pid ?? 0;
}

/** What is needed to know that a caller stands in the queue. */
async function waitingReaches(database: Database, waiting: number): Promise<void> {
  while (database.load.waiting < waiting) await new Promise(setImmediate);
}

const SLEEP = { text: "select pg_sleep(60)" };
const ONE = { text: "select 1 as one" };

test("a session has the settings of the house", async () => {
  await using database = open();
  const { rows } = await database.query({
    text: `select current_setting('timezone') as zone, current_setting('lock_timeout') as lock,
             current_setting('idle_in_transaction_session_timeout') as idle,
             current_setting('application_name') as name`,
  });
  expect(rows).toEqual([{ zone: "UTC", lock: "5s", idle: "5s", name: "pool-test" }]);
});

test("options of the address are kept beside the settings of the house", async () => {
  await using database = open({ url: `${server.adminUrl}?options=-c%20work_mem%3D7MB` });
  const { rows } = await database.query({
    text: "select current_setting('timezone') as zone, current_setting('work_mem') as memory",
  });
  expect(rows).toEqual([{ zone: "UTC", memory: "7MB" }]);
});

test("int8 and its arrays are bigints, and rows may be tuples", async () => {
  await using database = open();
  const { rows } = await database.query<[bigint, readonly bigint[], number]>({
    text: "select $1::int8, '{{1,NULL},{-9007199254740993,2}}'::int8[], 3::int4",
    values: [9007199254740993n],
    rowMode: "array",
  });
  expect(rows).toEqual([
    [
      9007199254740993n,
      [
        [1n, null],
        [-9007199254740993n, 2n],
      ],
      3,
    ],
  ]);
});

test("a backend that is killed under a query makes it unavailable with an unknown outcome", async () => {
  await using database = open({ max: 1 });
  await using other = open();
  const pid = await backendOf(database);
  const failure = database.query(SLEEP).catch((error: unknown) => error);
  await other.query({ text: "select pg_terminate_backend($1)", values: [pid] });
  expect(await failure).toMatchObject({
    code: "database_unavailable",
    outcome: "unknown",
    retryAfterSeconds: 2,
  });
  expect((await database.query(ONE)).rows).toEqual([{ one: 1 }]);
});

test("an idle connection that is killed is replaced unnoticed, named statements included", async () => {
  const { promise: told, resolve: onConnectionError } = Promise.withResolvers<Error>();
  await using database = open({ max: 1, onConnectionError });
  await using other = open();
  const named = { name: "one", ...ONE };
  await database.query(named);
  const pid = await backendOf(database);
  await other.query({ text: "select pg_terminate_backend($1)", values: [pid] });
  expect((await told).message).toMatch(/administrator command/);
  expect((await database.query(named)).rows).toEqual([{ one: 1 }]);
});

test("a server that is away for less than holdMs is invisible to reads and transactions", async () => {
  await using database = open({ holdMs: 20_000 });
  await database.query(ONE);
  await server.stop();
  const read = database.read(ONE);
  const written = database.transaction((tx) => tx.query(ONE));
  await waitingReaches(database, 2);
  await server.restart();
  expect((await read).rows).toEqual([{ one: 1 }]);
  expect((await written).rows).toEqual([{ one: 1 }]);
});

test("a read that was running when the server crashed is repeated", async () => {
  await using database = open({ holdMs: 20_000 });
  await using observer = open();
  const read = database.read<{ started: string }>({
    text: `select pg_postmaster_start_time()::text as started,
             case when pg_postmaster_start_time()::text = $1 then pg_sleep(60) end`,
    values: [await startTime(observer)],
  });
  while (!(await isSleeping(observer))) continue;
  await server.kill();
  await server.restart();
  expect((await read).rows[0]?.started).toBe(await startTime(observer));
});

async function startTime(database: Database): Promise<string | undefined> {
  const { rows } = await database.query<{ time: string }>({
    text: "select pg_postmaster_start_time()::text as time",
  });
  return rows[0]?.time;
}

async function isSleeping(database: Database): Promise<boolean> {
  const { rowCount } = await database.query({
    text: "select from pg_stat_activity where wait_event = 'PgSleep'",
  });
  return rowCount > 0;
}

test("a server that is away for longer than holdMs is unavailable", async () => {
  await using database = open({ holdMs: 100 });
  await server.stop();
  const failures = await Promise.allSettled([
    database.read(ONE),
    database.query(ONE),
    database.transaction((tx) => tx.query(ONE)),
  ]);
  await server.restart();
  for (const failure of failures) {
    expect(failure).toMatchObject({
      reason: { code: "database_unavailable", outcome: "not_applied" },
    });
  }
});

test("a server with no room for another connection is unavailable", async () => {
  await using admin = open();
  await admin.query({ text: "drop role if exists single" });
  await admin.query({ text: "create role single login password 'single' connection limit 1" });
  const url = new URL(server.adminUrl);
  url.username = "single";
  url.password = "single";
  await using first = open({ url: url.href });
  await first.query(ONE);
  await using second = open({ url: url.href, holdMs: 0 });
  await expect(second.query(ONE)).rejects.toThrow(DatabaseUnavailable);
});

test("more than maxWaiting callers are refused at once, and nobody else suffers", async () => {
  // Who waits may do so for as long as a busy machine takes to make the other connection.
  await using database = open({ max: 1, maxWaiting: 1, connectTimeoutMs: 60_000 });
  await using other = open();
  const pid = await backendOf(database);
  const cancelled = database.query(SLEEP).catch((error: unknown) => error);
  const waiting = database.query(ONE);
  await waitingReaches(database, 1);
  await expect(database.query(ONE)).rejects.toMatchObject({
    code: "database_overloaded",
    waiting: 1,
    retryAfterSeconds: 1,
  });
  await other.query({ text: "select pg_cancel_backend($1)", values: [pid] });
  expect(await cancelled).toMatchObject({ code: "57014" });
  expect((await waiting).rows).toEqual([{ one: 1 }]);
});

test("a caller that waits too long for a busy pool is told of overload", async () => {
  // The same limit holds for making a connection, which took a busy machine more than a second.
  await using database = open({ max: 1, connectTimeoutMs: 3_000 });
  await using other = open();
  const pid = await backendOf(database);
  const cancelled = database.query(SLEEP).catch((error: unknown) => error);
  await expect(database.query(ONE)).rejects.toMatchObject({ code: "database_overloaded" });
  await other.query({ text: "select pg_cancel_backend($1)", values: [pid] });
  expect(await cancelled).toMatchObject({ code: "57014" });
});

test("a transaction that a statement leaves open does not reach the next caller", async () => {
  await using database = open({ max: 1 });
  const pid = await backendOf(database);
  await database.query({ text: "begin" });
  expect(await backendOf(database)).not.toBe(pid);
});

test("a refused statement is PostgreSQL's own error, and the connection stays", async () => {
  await using database = open({ max: 1 });
  const pid = await backendOf(database);
  await expect(database.query({ text: "select 1 / 0" })).rejects.toMatchObject({ code: "22012" });
  expect(await backendOf(database)).toBe(pid);
});

test("notifications go on after the connection broke", async () => {
  await using database = open();
  const ending = new AbortController();
  const heard: string[] = [];
  const { promise: first, resolve: heardFirst } = Promise.withResolvers<void>();
  const { promise: second, resolve: heardSecond } = Promise.withResolvers<void>();
  let connections = 0;
  const listening = database.listen("news", {
    signal: ending.signal,
    onNotify: (payload) => {
      heard.push(payload);
      (payload === "first" ? heardFirst : heardSecond)();
    },
    onListening: () => {
      connections += 1;
      void database.query({ text: `notify news, '${connections === 1 ? "first" : "second"}'` });
    },
  });
  await first;
  await database.query({
    text: "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen \"news\"'",
  });
  await second;
  ending.abort();
  await listening;
  expect(heard).toEqual(["first", "second"]);
});

test("a database that was disposed of says so", async () => {
  const database = open();
  await database[Symbol.asyncDispose]();
  await expect(database.query(ONE)).rejects.toThrow(TypeError);
});
