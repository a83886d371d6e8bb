import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { runSubscription, type Subscription } from "@holdfast/cqrs/subscriptions";
import { positions, reached, running, say } from "@holdfast/cqrs/subscriptions/contract";
import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresSubscriptions } from "../src/event-store/index.ts";
import { openDatabase, type Transaction } from "../src/index.ts";
import { openSubscriptionStage, type PostgresSubscriptionStage } from "./subscription-stage.ts";

let stage: PostgresSubscriptionStage;
beforeAll(async () => {
  stage = await openSubscriptionStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function head(): Promise<bigint> {
  const { rows } = await stage.admin.query<{ position: bigint }>({
    text: "select position from ledger.log_head",
  });
  return rows[0]?.position ?? 0n;
}

function noting(name: string, startAfter: bigint): Subscription<Transaction> {
  const eachBatch = (events: readonly StoredEvent[], tx: Transaction): Promise<void> =>
    stage.contract.note(tx, name, events);
  return { name, revision: 1, startAfter, eachBatch };
}

test("nothing is skipped while 8 appenders write and transactions stay open (A15; Marten#4953)", async () => {
  const from = await head();
  const subscription = noting("a15", from);
  await using _run = running(stage.contract, subscription, { batchMax: 50, catchUpMax: 100 });
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  // Other writers of the server, which stop every reader of a log by transaction ids.
  const open = stage.admin.transaction(async (tx) => {
    // It rests for as long as the appenders take, and a busy machine lets them take long.
    await tx.query({ text: "set local idle_in_transaction_session_timeout = 0" });
    await tx.query({ text: "insert into ledger.words_v2 values ('open', 1)" });
    await tx.query({ text: "select pg_current_xact_id(), pg_sleep(0.3)" });
    await enough;
    await tx.query({ text: "delete from ledger.words_v2" });
  });
  const stores = [0, 1, 2, 3].map(() => stage.log.another());
  const appender = async (at: number): Promise<void> => {
    const store = stores[at % stores.length];
    if (store === undefined) return;
    for (let step = 0; step < 40; step += 1) {
      await say(store, at % 2 === 0 ? "hot-1" : `log-${at}-${step}`, "a", "b");
      // A batch that is taken back leaves no gap for anybody to wait at.
      if (step % 10 === 5) await store.writeBatch([at], failing).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, at) => appender(at)));
  const to = await head();
  expect(to - from).toBe(640n);
  await reached(stage.contract, subscription, to);
  expect(await stage.contract.noted("a15")).toEqual(positions(from, to));
  resolve();
  await open;
});

async function failing(tx: Transaction): Promise<never> {
  await tx.query({ text: "select" });
  throw new RangeError("taken back");
}

test("a backend killed in the middle of a batch: it is handled again, once (emmett#233)", async () => {
  const from = await head();
  const name = "killed";
  const errors: unknown[] = [];
  let kills = 2;
  const subscription: Subscription<Transaction> = {
    ...noting(name, from),
    async eachBatch(events, tx) {
      await stage.contract.note(tx, name, events);
      if (kills <= 0) return;
      kills -= 1;
      const { rows } = await tx.query({ text: "select pg_backend_pid() as pid" });
      const values = [rows[0]?.["pid"]];
      await stage.admin.query({ text: "select pg_terminate_backend($1, 5000)", values });
    },
  };
  const onError = (error: unknown): void => void errors.push(error);
  await using _run = running(stage.contract, subscription, { onError });
  const to = await say(stage.contract.events, "log-killed", "a", "b", "c");
  await reached(stage.contract, subscription, to);
  expect(await stage.contract.noted(name)).toEqual(positions(from, to));
  expect(errors.length).toBeGreaterThanOrEqual(2);
  for (const error of errors) expect(error).toMatchObject({ code: "database_unavailable" });
});

test("an owner frozen in the middle of a batch is taken over from, and its batch is refused", async () => {
  const from = await head();
  const name = "frozen";
  const frozen = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const lateErrors: unknown[] = [];
  const late: Subscription<Transaction> = {
    ...noting(name, from),
    async eachBatch(events, tx) {
      await tx.query({ text: "set local idle_in_transaction_session_timeout = 300" });
      await stage.contract.note(tx, name, events);
      frozen.resolve();
      await thawed.promise;
      await stage.contract.note(tx, name, events);
    },
  };
  const to = await say(stage.contract.events, "log-frozen", "a", "b");
  // A process of its own, whose clock stands still while it is frozen.
  await using database = openDatabase({ url: stage.log.server.systemUrl, applicationName: "late" });
  const store = postgresSubscriptions({ database, schema: "ledger" });
  const stop = new AbortController();
  const ended = runSubscription(late, {
    ...stage.contract,
    store,
    owner: "late",
    leaseMs: 60_000,
    signal: stop.signal,
    onError: (error) => {
      lateErrors.push(error);
      stop.abort();
    },
  });
  await frozen.promise;
  stage.contract.pass(120_000);
  await using _next = running(stage.contract, noting(name, from));
  await reached(stage.contract, late, to);
  thawed.resolve();
  await ended;
  expect(lateErrors).toMatchObject([{ code: "database_unavailable" }]);
  expect(await stage.contract.noted(name)).toEqual(positions(from, to));
});

test("an owner frozen in the middle of a COPY is ended by whoever takes over, and nothing of it stays", async () => {
  const from = await head();
  const name = "copying";
  const frozen = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const to = await say(stage.contract.events, "log-copying", "a", "b");
  async function* rows() {
    yield `${name}\t${from + 1n}\n`;
    frozen.resolve();
    await thawed.promise;
  }
  const late: Subscription<Transaction> = {
    ...noting(name, from),
    async eachBatch(_events, tx) {
      await tx.copyIn("copy ledger.noted (model, position) from stdin", rows());
    },
  };
  await using database = openDatabase({ url: stage.log.server.systemUrl, applicationName: "late" });
  const store = postgresSubscriptions({ database, schema: "ledger" });
  const stop = new AbortController();
  const lateErrors: unknown[] = [];
  const ended = runSubscription(late, {
    ...stage.contract,
    store,
    owner: "late",
    leaseMs: 60_000,
    signal: stop.signal,
    onError(error) {
      lateErrors.push(error);
      stop.abort();
    },
  });
  await frozen.promise;
  stage.contract.pass(120_000);
  await using _next = running(stage.contract, noting(name, from), { leaseMs: 60 });
  await reached(stage.contract, late, to);
  thawed.resolve();
  await ended;
  expect(lateErrors).toMatchObject([{ code: "database_unavailable" }]);
  expect(await stage.contract.noted(name)).toEqual(positions(from, to));
});

const LISTENER = `select pid from pg_stat_activity
  where query like 'listen %' and datname = current_database()`;

test("a listener that is killed again and again delays nothing: the log is polled (emmett#233)", async () => {
  const from = await head();
  const subscription = noting("deaf", from);
  await using _run = running(stage.contract, subscription);
  for (let step = 0; step < 5; step += 1) {
    await stage.admin.query({
      text: `select pg_terminate_backend(pid, 5000) from (${LISTENER}) as l`,
    });
    await reached(stage.contract, subscription, await say(stage.contract.events, "log-deaf", "a"));
  }
  expect(await stage.contract.noted("deaf")).toEqual(positions(from, from + 5n));
});

test("a notification wakes a subscription that rests", async () => {
  const subscription = noting("woken", await head());
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const store = {
    ...stage.contract.store,
    watch: (onGrown: () => void, signal: AbortSignal) =>
      stage.contract.store.watch(() => {
        resolve();
        onGrown();
      }, signal),
  };
  // Rests so long that polling alone would never be done.
  const sleep: typeof stage.contract.sleep = (ms, signal) =>
    stage.contract.sleep(ms * 10_000, signal);
  await using _run = running(stage.contract, subscription, { store, sleep });
  await listening;
  await reached(stage.contract, subscription, await say(stage.contract.events, "log-woken", "a"));
});

test("a missing right ends the run with PostgreSQL's error", async () => {
  await using database = openDatabase({ url: stage.log.server.url, applicationName: "test" });
  const store = postgresSubscriptions({ database, schema: "ledger" });
  const run = running({ ...stage.contract, store }, noting("refused", 0n));
  await expect(run.ended).rejects.toMatchObject({ code: "42501" });
});
