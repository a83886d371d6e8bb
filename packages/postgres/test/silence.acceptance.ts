import { expect, test } from "vitest";

import { DatabaseUnavailable, openDatabase } from "../src/index.ts";
import { silentServer } from "./silent-server.ts";

const ONE = { text: "select 1" };
const options = { applicationName: "silence-test", queryTimeoutMs: 100 };

test("a read that a silent server leaves unanswered is repeated on another connection", async () => {
  await using server = await silentServer(1);
  await using database = openDatabase({ url: server.url, ...options });
  expect(await database.read(ONE)).toEqual({ rows: [], rowCount: 0 });
  expect(server.heard()).toEqual([1, 1]);
});

test("a read of a server that stays silent does not hang its caller", async () => {
  await using server = await silentServer(Infinity);
  await using database = openDatabase({ url: server.url, ...options, holdMs: 300 });
  await expect(database.read(ONE)).rejects.toMatchObject({
    code: "database_unavailable",
    message: "the database is unavailable: Query read timeout",
    outcome: "not_applied",
  });
  expect(database.load.total).toBe(0);
});

test("a statement that may have been applied is sent to a silent server only once", async () => {
  await using server = await silentServer(1);
  await using database = openDatabase({ url: server.url, ...options });
  await expect(database.query(ONE)).rejects.toMatchObject({ outcome: "unknown" });
  expect(server.heard()).toEqual([1]);
});

test("a transaction does not begin on a server that stays silent", async () => {
  await using server = await silentServer(Infinity);
  await using database = openDatabase({ url: server.url, ...options, holdMs: 300 });
  const running = database.transaction(async () => "never");
  await expect(running).rejects.toBeInstanceOf(DatabaseUnavailable);
});

test("a transaction under way on a server that falls silent ends, and so does one that is being committed", async () => {
  for (const answered of [1, 2]) {
    await using server = await silentServer(1, answered);
    await using database = openDatabase({ url: server.url, ...options });
    const running = database.transaction((tx) => tx.query(ONE));
    const outcome = answered === 1 ? "not_applied" : "unknown";
    await expect(running).rejects.toMatchObject({ code: "database_unavailable", outcome });
    expect(database.load.total).toBe(0);
  }
});

test("statements in order that a silent server leaves unanswered keep nobody waiting", async () => {
  await using server = await silentServer(1);
  await using database = openDatabase({ url: server.url, ...options, isPipelined: true });
  const lost = { status: "rejected", reason: { outcome: "unknown" } };
  const running = [database.queryInOrder(ONE), database.queryInOrder(ONE)];
  expect(await Promise.allSettled(running)).toMatchObject([lost, lost]);
  expect(await database.queryInOrder(ONE)).toEqual({ rows: [], rowCount: 0 });
  expect(server.heard()).toHaveLength(2);
});

test("who remembers something is told of a connection that was lost while a statement ran on it", async () => {
  await using server = await silentServer(1);
  let lost = 0;
  const onLost = (): void => void (lost += 1);
  await using database = openDatabase({ url: server.url, ...options, isPipelined: true, onLost });
  await expect(database.queryInOrder(ONE)).rejects.toMatchObject({ outcome: "unknown" });
  expect(lost).toBe(1);
  await database.queryInOrder(ONE);
  expect(lost).toBe(1);
});
