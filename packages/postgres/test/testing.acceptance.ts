import { expect, test } from "vitest";

import { openDatabase } from "../src/index.ts";
import { crashServer, testDatabase } from "../src/testing/index.ts";

const migrations = new URL("./migrations/", import.meta.url);
const clone = { service: "ledger", schema: "ledger", migrations };

test("clones of one template do not see each other", async () => {
  await using first = await testDatabase(clone);
  await using second = await testDatabase(clone);
  await using one = openDatabase({ url: first.url, applicationName: "test" });
  await using other = openDatabase({ url: second.url, applicationName: "test" });
  await one.query({ text: "insert into ledger.entry (id) values (1)" });
  expect((await one.query({ text: "select from ledger.entry" })).rowCount).toBe(1);
  expect((await other.query({ text: "select from ledger.entry" })).rowCount).toBe(0);
});

test("a clone is entered as the role of each door, and dropped with its connections", async () => {
  await using server = await testDatabase(clone);
  const who = { text: "select current_user::text as name" };
  await using app = openDatabase({ url: server.url, applicationName: "test", holdMs: 0 });
  await using system = openDatabase({ url: server.systemUrl, applicationName: "test" });
  expect((await app.query(who)).rows).toEqual([{ name: "ledger_app" }]);
  expect((await system.query(who)).rows).toEqual([{ name: "ledger_system" }]);
  await server[Symbol.asyncDispose]();
  await expect(app.query(who)).rejects.toMatchObject({ code: "3D000" });
});

test("a crash loses nothing that was committed", async () => {
  await using server = await crashServer();
  await using database = openDatabase({ url: server.adminUrl, applicationName: "test" });
  await database.query({ text: "create table kept (id int8)" });
  await database.query({ text: "insert into kept values (1)" });
  const open = database.transaction(async (tx) => {
    await tx.query({ text: "insert into kept values (2)" });
    await server.kill();
    await tx.query({ text: "select 1" });
  });
  await expect(open).rejects.toMatchObject({ code: "database_unavailable" });
  await server.restart();
  expect((await database.read({ text: "select id from kept" })).rows).toEqual([{ id: 1n }]);
});
