import type { AppendRequest, AppendOutcome } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresEventStore } from "../src/event-store/index.ts";
import { type Database, DatabaseUnavailable, openDatabase, type Statement } from "../src/index.ts";
import type { AnyRow } from "../src/row.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const schema = "ledger";
let stage: EventStoreStage;
let admin: Database;
beforeAll(async () => {
  stage = await openStage(new URL("./event-store-migrations/", import.meta.url));
  admin = openDatabase({ url: stage.server.adminUrl, applicationName: "test" });
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

let count = 0;

function saying(streamId: string, event: object = { word: "a" }): AppendRequest {
  count += 1;
  const commands = [{ commandId: `command-${count}`, events: [{ type: "Said", ...event }] }];
  return { tenant, streamId, expect: "any", commands };
}

const absent = (streamId: string): AppendRequest => ({ ...saying(streamId), expect: "absent" });
const taking = (name: string) => saying(`name-${name}`, { type: "NameTaken", name });
const codeOf = (outcome: AppendOutcome) => ("code" in outcome ? outcome.code : outcome.status);

async function length(streamId: string): Promise<number> {
  return (await stage.store.loadStream({ tenant, streamId })).version;
}

/** Holds the head of the log while `during` runs, as a slow writer would. */
async function whileLocked<T>(during: () => Promise<T>): Promise<T> {
  return admin.transaction(async (tx) => {
    await tx.query({ text: "select from ledger.log_head for update" });
    return during();
  });
}

const WAITING = `select pid from pg_stat_activity
  where query like '%append_batch%' and wait_event_type = 'Lock' and pid <> pg_backend_pid()`;

async function waitingWriter(): Promise<unknown> {
  for (;;) {
    const { rows } = await admin.query({ text: WAITING });
    if (rows[0] !== undefined) return rows[0]["pid"];
  }
}

test("a rule of the database surfaces as itself, not as a conflict, and its neighbours pass", async () => {
  await stage.store.append(taking("ann"));
  const requests = [
    ...Array.from({ length: 10 }, (_, at) => saying(`log-${at}`)),
    taking("ann"),
    ...Array.from({ length: 10 }, (_, at) => saying(`log-${at + 10}`)),
    taking("bob"),
  ];
  const outcomes = await Promise.allSettled(requests.map((each) => stage.store.append(each)));
  const failed = [...outcomes.keys()].filter((at) => outcomes[at]?.status === "rejected");
  expect(failed).toEqual([10]);
  expect(outcomes[10]).toMatchObject({
    reason: { code: "23505", constraint: "reservation_pkey" },
  });
  expect(await length("log-5")).toBe(1);
  expect(await length("log-15")).toBe(1);
  expect(await length("name-bob")).toBe(1);
  expect(await length("name-ann")).toBe(1);
});

test("an index of the service's own on the log surfaces as itself through every door, and nothing is written", async () => {
  const { store } = stage;
  const index = "only_one";
  await admin.query({
    text: `create unique index ${index} on ${schema}.streams (category) where category = 'only'`,
  });
  await store.append(absent("only-1"));
  const rule = { code: "23505", constraint: index };
  await expect(store.append(absent("only-2"))).rejects.toMatchObject(rule);
  const events = [{ type: "Said" }];
  const parts = [{ streamId: "only-3", expect: "absent", events } as const];
  const together = store.appendAll({ tenant, commandId: "only-3", parts });
  await expect(together).rejects.toMatchObject(rule);
  const written = store.writeBatch(["only-4"], async (_tx, items) => items.map(absent));
  await expect(written).rejects.toMatchObject(rule);
  for (const streamId of ["only-2", "only-3", "only-4"]) expect(await length(streamId)).toBe(0);
  await admin.query({ text: `drop index ${schema}.${index}` });
});

test("a backend killed in the middle of a batch: it is sent again, and happens once", async () => {
  const store = stage.another({});
  const requests = Array.from({ length: 20 }, () => saying("killed"));
  const sent = await whileLocked(async () => {
    const sent = Promise.all(requests.map((each) => store.append(each)));
    const pid = await waitingWriter();
    await admin.query({ text: "select pg_terminate_backend($1, 5000)", values: [pid] });
    return { sent };
  });
  expect((await sent.sent).map(codeOf)).toEqual(requests.map(() => "ok"));
  expect(await length("killed")).toBe(20);
});

/** A database whose next answers are lost after the server has done the work. */
function losing(database: Database, losses: number): Database {
  let left = losses;
  return {
    ...database,
    async query<Row extends AnyRow>(statement: Statement) {
      const result = await database.query<Row>(statement);
      left -= 1;
      if (left < 0) return result;
      throw new DatabaseUnavailable(new RangeError("the connection broke"), "unknown");
    },
    load: database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

test("an answer lost after the commit is found in the memory of commands", async () => {
  await using store = postgresEventStore({ database: losing(stage.database, 1), schema });
  const requests = [
    saying("lost"),
    saying("lost"),
    { ...saying("lost-2"), expect: "absent" as const },
  ];
  const outcomes = await Promise.all(requests.map((each) => store.append(each)));
  expect(outcomes.map(codeOf)).toEqual(["duplicate", "duplicate", "duplicate"]);
  expect(await length("lost")).toBe(2);
  expect(await length("lost-2")).toBe(1);
});

test("what cannot be learnt is told as unknown, and the same command tells later", async () => {
  await using store = postgresEventStore({ database: losing(stage.database, 3), schema });
  const request = saying("unknown");
  await expect(store.append(request)).rejects.toMatchObject({ code: "outcome_unknown" });
  expect(codeOf(await store.append(request))).toBe("duplicate");
  expect(await length("unknown")).toBe(1);
});

test("a database that cannot be reached fails those who wait, and nothing happened", async () => {
  await using database = openDatabase({
    url: "postgres://nobody@127.0.0.1:1/none",
    applicationName: "test",
    holdMs: 0,
  });
  await using store = postgresEventStore({ database, schema });
  await expect(store.append(saying("away"))).rejects.toMatchObject({
    code: "database_unavailable",
    outcome: "not_applied",
  });
});

test("a head that is not let go of fails those who wait, and nothing happened", async () => {
  const hasty: Database = {
    ...stage.database,
    query<Row extends AnyRow>(statement: Statement) {
      return stage.database.transaction(async (tx) => {
        await tx.query({ text: "set local lock_timeout = 50" });
        return tx.query<Row>(statement);
      });
    },
    load: stage.database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
  await using store = postgresEventStore({ database: hasty, schema });
  await whileLocked(async () => {
    await expect(store.append(saying("stuck"))).rejects.toMatchObject({
      code: "database_unavailable",
      outcome: "not_applied",
    });
  });
  expect(await length("stuck")).toBe(0);
});

test("a full queue answers at once", async () => {
  const store = stage.another({ queueMax: 5 });
  await whileLocked(async () => {
    const first = store.append(saying("full"));
    await waitingWriter();
    const waiting = Array.from({ length: 5 }, () => store.append(saying("full")));
    await expect(store.append(saying("full"))).rejects.toMatchObject({ code: "overloaded" });
    return { all: Promise.all([first, ...waiting]) };
  }).then(({ all }) => all);
  expect(await length("full")).toBe(6);
});

test("a request that is withdrawn while it waits is dropped, one that was sent is not", async () => {
  const store = stage.another({});
  const [sent, dropped] = [new AbortController(), new AbortController()];
  const outcomes = await whileLocked(async () => {
    const first = store.append({ ...saying("withdrawn"), signal: sent.signal });
    await waitingWriter();
    const second = store.append({ ...saying("withdrawn"), signal: dropped.signal });
    sent.abort();
    dropped.abort();
    return { all: Promise.allSettled([first, second]) };
  }).then(({ all }) => all);
  expect(outcomes).toMatchObject([{ value: { status: "ok" } }, { reason: { name: "AbortError" } }]);
  expect(await length("withdrawn")).toBe(1);
});

test("disposal waits for what was submitted, and refuses more", async () => {
  const store = postgresEventStore({ database: stage.database, schema, batchMax: 2 });
  const submitted = Array.from({ length: 7 }, () => store.append(saying("drained")));
  await store[Symbol.asyncDispose]();
  expect((await Promise.all(submitted)).map(codeOf)).toEqual(submitted.map(() => "ok"));
  await expect(store.append(saying("drained"))).rejects.toThrow(TypeError);
});

test("requests of one moment share a batch, and its size is limited", async () => {
  const batches: number[] = [];
  const store = stage.another({ batchMax: 8, onBatch: ({ requests }) => batches.push(requests) });
  await Promise.all(Array.from({ length: 20 }, () => store.append(saying("grouped"))));
  // Two are under way at a time, over two connections: which answer is read first is not promised.
  expect(batches.toSorted((one, other) => one - other)).toEqual([4, 8, 8]);
  batches.length = 0;
  await store.append(saying("grouped"));
  expect(batches).toEqual([1]);
});

test("a mistake in the call is no data error: it fails the batch and is not tried in halves", async () => {
  let calls = 0;
  const counting: Database = {
    ...stage.database,
    query<Row extends AnyRow>(statement: Statement) {
      calls += 1;
      return stage.database.query<Row>(statement);
    },
    load: stage.database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
  await using store = postgresEventStore({ database: counting, schema: "nowhere" });
  const outcomes = await Promise.allSettled([store.append(saying("a")), store.append(saying("b"))]);
  expect(outcomes).toMatchObject([{ reason: { code: "3F000" } }, { reason: { code: "3F000" } }]);
  expect(calls).toBe(1);
});

/** A database whose first statement reaches it last. */
function overtaken(): Database {
  const second = Promise.withResolvers<void>();
  let statements = 0;
  const query = async <Row extends AnyRow>(statement: Statement) => {
    statements += 1;
    if (statements === 1) await second.promise;
    const result = await stage.database.query<Row>(statement);
    second.resolve();
    return result;
  };
  return { ...stage.database, query };
}

test("a batch that comes before the one it follows waits for it", async () => {
  await using store = postgresEventStore({ database: overtaken(), schema });
  const requests = Array.from({ length: 64 }, () => saying("followed-1"));
  const outcomes = await Promise.all(requests.map((each) => store.append(each)));
  expect(outcomes.map((each) => "version" in each && each.version)).toEqual(
    Array.from({ length: 64 }, (_, at) => at + 1),
  );
});

test("a batch behind one in which something was known or refused waits until that is sent again", async () => {
  const known = saying("behind-1");
  await stage.store.append(known);
  await using store = postgresEventStore({ database: stage.database, schema });
  const before = Array.from({ length: 30 }, () => saying("behind-1"));
  const behind = Array.from({ length: 32 }, () => saying("behind-1"));
  const absent: AppendRequest = { ...saying("known-1"), expect: { exactly: 7 } };
  const requests = [absent, ...before, known, ...behind];
  const outcomes = await Promise.all(requests.map((each) => store.append(each)));
  expect(outcomes.map(codeOf)).toEqual([
    "version_conflict",
    ...before.map(() => "ok"),
    "duplicate",
    ...behind.map(() => "ok"),
  ]);
  expect(outcomes.flatMap((each) => ("version" in each ? [each.version] : []))).toEqual([
    ...before.map((_, at) => at + 2),
    1,
    ...behind.map((_, at) => at + 32),
  ]);
});
