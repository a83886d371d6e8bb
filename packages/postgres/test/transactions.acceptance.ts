import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type Database, isUniqueViolation, openDatabase, sqlState } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

const migrations = new URL("./migrations/", import.meta.url);
let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await testDatabase({ service: "ledger", schema: "ledger", migrations });
  database = openDatabase({ url: server.url, applicationName: "test", max: 2 });
});
beforeEach(async () => {
  await database.query({ text: "delete from ledger.entry" });
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const insert = (id: number) => ({
  text: "insert into ledger.entry (id) values ($1)",
  values: [id],
});

async function stored(): Promise<readonly bigint[]> {
  const { rows } = await database.query<{ id: bigint }>({
    text: "select id from ledger.entry order by id",
  });
  return rows.map((row) => row.id);
}

test("what the callback did is committed when it returns", async () => {
  const answer = await database.transaction(async (tx) => {
    await tx.query(insert(1));
    return "done";
  });
  expect(answer).toBe("done");
  expect(await stored()).toEqual([1n]);
});

test("a throw rolls back, reaches the caller as it is, and frees the connection", async () => {
  const mistake = new RangeError("mine");
  const failed = database.transaction(async (tx) => {
    await tx.query(insert(1));
    throw mistake;
  });
  await expect(failed).rejects.toBe(mistake);
  expect(await stored()).toEqual([]);
  expect(database.load.idle).toBe(database.load.total);
});

test("a unique violation is recognised, with its constraint", async () => {
  await database.query(insert(1));
  const error: unknown = await database.query(insert(1)).catch((error: unknown) => error);
  expect(isUniqueViolation(error)).toBe(true);
  expect(isUniqueViolation(error, "entry_pkey")).toBe(true);
  expect(isUniqueViolation(error, "another")).toBe(false);
  expect(sqlState(error)).toBe("23505");
});

test("a failed statement that the callback swallowed is not reported as success", async () => {
  const failed = database.transaction(async (tx) => {
    await tx.query(insert(1));
    await tx.query({ text: "select 1 / 0" }).catch(() => undefined);
  });
  await expect(failed).rejects.toMatchObject({ code: "transaction_rolled_back" });
  expect(await stored()).toEqual([]);
});

test("an abort ends a running statement and rolls back, and the connection is used again", async () => {
  const aborting = new AbortController();
  const reason = new RangeError("no longer wanted");
  let pid: number | undefined;
  const failed = database.transaction(
    async (tx) => {
      await tx.query(insert(1));
      pid = (await tx.query<{ pid: number }>({ text: "select pg_backend_pid() as pid" })).rows[0]
        ?.pid;
      queueMicrotask(() => aborting.abort(reason));
      await tx.query({ text: "select pg_sleep(60)" });
    },
    { signal: aborting.signal },
  );
  await expect(failed).rejects.toBe(reason);
  expect(await stored()).toEqual([]);
  // Where the server was slow to end it, the connection was closed instead, and the statement ends a moment later.
  const active = `select from pg_stat_activity where pid = $1 and pid <> pg_backend_pid() and state <> 'idle'`;
  while ((await database.query({ text: active, values: [pid] })).rowCount > 0) continue;
});

test("an abort does not wait for a callback that waits for something else", async () => {
  const aborting = new AbortController();
  const failed = database.transaction(
    async (tx) => {
      await tx.query(insert(1));
      aborting.abort();
      await new Promise(() => undefined);
    },
    { signal: aborting.signal },
  );
  await expect(failed).rejects.toMatchObject({ name: "AbortError" });
  expect(await stored()).toEqual([]);
});

test("a signal that is aborted already starts nothing", async () => {
  let isStarted = false;
  const failed = database.transaction(
    async () => {
      isStarted = true;
    },
    { signal: AbortSignal.abort() },
  );
  await expect(failed).rejects.toMatchObject({ name: "AbortError" });
  expect(isStarted).toBe(false);
});

test("a transaction whose callback has ended refuses further work", async () => {
  const tx = await database.transaction(async (tx) => tx);
  await expect(tx.query(insert(1))).rejects.toThrow(TypeError);
});

test("a backend killed inside a transaction leaves nothing behind and is told as unavailable", async () => {
  const failed = database.transaction(async (tx) => {
    await tx.query(insert(1));
    await tx.query({ text: "select pg_terminate_backend(pg_backend_pid())" });
  });
  await expect(failed).rejects.toMatchObject({
    code: "database_unavailable",
    outcome: "not_applied",
  });
  expect(await stored()).toEqual([]);
});

test("a backend killed between two statements does not end the process", async () => {
  const failed = database.transaction(async (tx) => {
    const { rows } = await tx.query({ text: "select pg_backend_pid() as pid" });
    await database.query({
      text: "select pg_terminate_backend($1, 5000)",
      values: [rows[0]?.["pid"]],
    });
    await tx.query(insert(1));
  });
  await expect(failed).rejects.toMatchObject({ code: "database_unavailable" });
});

test("isolation and read-only are what was asked for", async () => {
  const { rows } = await database.transaction(
    (tx) =>
      tx.query({
        text: `select current_setting('transaction_isolation') as isolation,
                 current_setting('transaction_read_only') as "readOnly"`,
      }),
    { isolation: "serializable", readOnly: true },
  );
  expect(rows).toEqual([{ isolation: "serializable", readOnly: "on" }]);
});

test("copyIn stores the chunks, whatever their borders, and counts the rows", async () => {
  const count = await database.transaction((tx) =>
    tx.copyIn("copy ledger.entry (id) from stdin", ["1\n2", Buffer.from("1\n3\n")]),
  );
  expect(count).toBe(3);
  expect(await stored()).toEqual([1n, 3n, 21n]);
});

test("copyIn takes from its source no faster than the server takes it", async () => {
  const row = `${"x".repeat(65_535)}\n`;
  let taken = 0;
  const chunks = function* (): Generator<string> {
    for (; taken < 500; taken += 1) yield row;
  };
  // A trigger keeps the server from taking the second row; the source has 32 MB to offer.
  let copying: Promise<number> | undefined;
  await database.transaction(async (tx) => {
    await tx.query({ text: "select pg_advisory_xact_lock(hashtext('ledger gate'))" });
    copying = database.transaction((other) =>
      other.copyIn("copy ledger.note (body) from stdin", chunks()),
    );
    while ((await tx.query({ text: WAITING })).rowCount === 0) continue;
    // What the sockets of both sides hold is some 10 MB.
    expect(taken).toBeLessThan(300);
  });
  expect(await copying).toBe(500);
});

const WAITING = "select from pg_locks where locktype = 'advisory' and not granted";

test("a source that breaks fails the copy with its own error, and the connection goes on", async () => {
  const broken = new RangeError("the source broke");
  const chunks = async function* (): AsyncGenerator<string> {
    yield "1\n";
    throw broken;
  };
  const failed = database.transaction((tx) =>
    tx.copyIn("copy ledger.entry (id) from stdin", chunks()),
  );
  await expect(failed).rejects.toBe(broken);
  expect(await stored()).toEqual([]);
});

test("a row that the server refuses fails the copy with PostgreSQL's error", async () => {
  const failed = database.transaction((tx) =>
    tx.copyIn("copy ledger.entry (id) from stdin", ["1\n", "one\n"]),
  );
  await expect(failed).rejects.toMatchObject({ code: "22P02" });
  expect(await stored()).toEqual([]);
});
