import { afterAll, beforeAll, expect, test } from "vitest";

import { type Database, openDatabase, TransactionRolledBack } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";
import { gatedServer } from "./gated-server.ts";

const NAME = "copy-out-test";
const migrations = new URL("./migrations/", import.meta.url);
let server: TestDatabase;
let database: Database;
let observer: Database;
beforeAll(async () => {
  server = await testDatabase({ service: "ledger", schema: "ledger", migrations });
  // With a single connection a copy that is left running, or a connection that is not given back, blocks what follows.
  database = openDatabase({ url: server.url, applicationName: NAME, max: 1 });
  observer = openDatabase({ url: server.adminUrl, applicationName: "observer", max: 1 });
});
afterAll(async () => {
  await observer[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A hundred times what the sockets of both sides hold. */
const ROWS = 3_000_000;
const LONG = `copy (select n, repeat('x', 300) from generate_series(1, ${ROWS}) n) to stdout`;

/** Connections of ours that run a copy; only those in this wait when one is named. */
async function running(waitEvent: string): Promise<number> {
  const { rowCount } = await observer.query({
    text: `select from pg_stat_activity where application_name = $1 and state = 'active' and query like 'copy%'
             and ($2 = '' or wait_event = $2)`,
    values: [NAME, waitEvent],
  });
  return rowCount;
}

/** The server waits for us to read: its socket and ours are full. */
async function untilServerWaits(): Promise<void> {
  while ((await running("ClientWrite")) === 0) continue;
}

/**
 * No copy runs any more, and the one connection is back in the pool and in order. A connection that could not be rid of
 * its copy in time was closed, which its server notices a moment later.
 */
async function isAsBefore(): Promise<void> {
  while ((await running("")) > 0) continue;
  expect((await database.read({ text: "select 1 as one" })).rows).toEqual([{ one: 1 }]);
  expect(database.load).toEqual({ total: 1, idle: 1, waiting: 0 });
}

async function text(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

/** Waits until the server can send no more, having read a little. */
async function takeALittle(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    if (chunk.length > 0) return untilServerWaits();
  }
}

test("copyOut gives all the bytes, and the transaction goes on", async () => {
  const answer = await database.transaction(async (tx) => {
    const csv = await tx.copyOut(
      "copy (select n, n * 2 as double from generate_series(1, 3) n) to stdout (format csv, header)",
      text,
    );
    return [csv, (await tx.query({ text: "select 7 as seven" })).rows];
  });
  expect(answer).toEqual(["n,double\n1,2\n2,4\n3,6\n", [{ seven: 7 }]]);
  await isAsBefore();
});

test("a copy without rows is one without bytes", async () => {
  const empty = database.transaction((tx) => tx.copyOut("copy ledger.entry to stdout", text));
  expect(await empty).toBe("");
  await isAsBefore();
});

test("copyOut reads no faster than its taker, and nothing is lost by waiting", async () => {
  const bytes = await database.transaction((tx) =>
    tx.copyOut(
      "copy (select repeat('x', 999) from generate_series(1, 50000)) to stdout",
      async (chunks) => {
        let sum = 0;
        for await (const chunk of chunks) {
          if (sum === 0) await untilServerWaits();
          sum += chunk.length;
        }
        return sum;
      },
    ),
  );
  expect(bytes).toBe(50_000_000);
  await isAsBefore();
});

test("a taker that fails fails the copy with its own error, and the server stops sending", async () => {
  const broken = new RangeError("the taker broke");
  const failed = database.transaction((tx) =>
    tx.copyOut(LONG, async (chunks) => {
      await takeALittle(chunks);
      throw broken;
    }),
  );
  await expect(failed).rejects.toBe(broken);
  await isAsBefore();
});

test("a taker that fails before it reads ends the copy as well", async () => {
  const broken = new RangeError("the taker broke");
  const failed = database.transaction((tx) => tx.copyOut(LONG, () => Promise.reject(broken)));
  await expect(failed).rejects.toBe(broken);
  await isAsBefore();
});

test("an abort ends the copy on the server, although its taker is stuck", async () => {
  const aborting = new AbortController();
  const told = Promise.withResolvers<unknown>();
  const failed = database.transaction(
    (tx) =>
      tx.copyOut(LONG, async (chunks) => {
        await takeALittle(chunks);
        aborting.abort();
        await new Promise((resolve) => setTimeout(resolve, 50));
        told.resolve(await text(chunks).catch((error: unknown) => error));
      }),
    { signal: aborting.signal },
  );
  await expect(failed).rejects.toMatchObject({ name: "AbortError" });
  expect(await told.promise).toBe("");
  await isAsBefore();
});

test("a taker that leaves early cannot commit", async () => {
  const left = database.transaction((tx) => tx.copyOut(LONG, takeALittle));
  await expect(left).rejects.toBeInstanceOf(TransactionRolledBack);
  await isAsBefore();
});

test("a cancellation that comes late does not meet what runs later", async () => {
  await using gate = await gatedServer(server.url);
  await using late = openDatabase({ url: gate.url, applicationName: "copy-out-late", max: 1 });
  const broken = new RangeError("the taker broke");
  // Read to its end at once, while the cancellation waits at the gate.
  const short = "copy (select 1) to stdout";
  const failed = late.transaction((tx) => tx.copyOut(short, () => Promise.reject(broken)));
  await expect(failed).rejects.toBe(broken);
  const lock = "select pg_advisory_lock(57014)";
  await observer.query({ text: lock });
  const later = late.query({ text: lock });
  gate.open();
  await gate.ended(1);
  await observer.query({ text: "select pg_advisory_unlock(57014)" });
  expect((await later).rowCount).toBe(1);
});

test("a copy that was left and could not be cancelled is not committed either", async () => {
  await using gate = await gatedServer(server.url);
  await using late = openDatabase({ url: gate.url, applicationName: "copy-out-late", max: 1 });
  const left = late.transaction((tx) =>
    tx.copyOut(LONG, async (chunks) => {
      for await (const chunk of chunks) if (chunk.length > 0) return;
    }),
  );
  await expect(left).rejects.toBeInstanceOf(TransactionRolledBack);
});

test("a statement that the server refuses, at once or in the middle, fails with PostgreSQL's error", async () => {
  const unknown = database.transaction((tx) => tx.copyOut("copy ledger.nothing to stdout", text));
  await expect(unknown).rejects.toMatchObject({ code: "42P01" });
  const broken = database.transaction((tx) =>
    tx.copyOut("copy (select 1 / (50000 - n) from generate_series(1, 60000) n) to stdout", text),
  );
  await expect(broken).rejects.toMatchObject({ code: "22012" });
  await isAsBefore();
});

/** Returns when its process has ended: until then the server goes on showing it, as one that was closed before. */
async function killBackend(): Promise<void> {
  const { rows } = await observer.query({
    text: `select pg_terminate_backend(pid, 30000) as ended from pg_stat_activity
           where application_name = $1 and state = 'active' and query like 'copy%'`,
    values: [NAME],
  });
  expect(rows).toEqual([{ ended: true }]);
}

test.each([
  ["reads on", text],
  ["swallows the failure", (chunks: AsyncIterable<Uint8Array>) => text(chunks).catch(() => "")],
])("a backend killed in the middle is unavailable to a taker that %s", async (_, take) => {
  const failed = database.transaction((tx) =>
    tx.copyOut(LONG, async (chunks) => {
      await untilServerWaits();
      await killBackend();
      return take(chunks);
    }),
  );
  await expect(failed).rejects.toMatchObject({
    code: "database_unavailable",
    outcome: "not_applied",
  });
  await isAsBefore();
});
