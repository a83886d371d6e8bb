import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { eventStoreMigrations, postgresEventStore } from "../src/event-store/index.ts";
import { ensureRoles, migrate, openDatabase, verifyMigrations } from "../src/index.ts";
import { type CrashServer, crashServer } from "../src/testing/index.ts";

const migrations = new URL("./migrations/", import.meta.url);
let server: CrashServer;
beforeAll(async () => {
  server = await crashServer({ durable: false });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A user of their own, with a database of their own. */
async function user(name: string, attributes: string): Promise<string> {
  const password = randomUUID();
  await asAdmin(`create role "${name}" login password '${password}' ${attributes}`);
  await asAdmin(`create database "${name}" owner "${name}"`);
  const url = new URL(server.adminUrl);
  url.username = encodeURIComponent(name);
  url.password = password;
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

async function asAdmin(text: string): Promise<readonly unknown[]> {
  await using database = openDatabase({ url: server.adminUrl, applicationName: "test" });
  return (await database.query({ text })).rows;
}

test("roles are made once, also by several at the same time, without any special right", async () => {
  const passwords = { app: "it's", system: "other" };
  await Promise.all(
    Array.from({ length: 4 }, () => ensureRoles(server.adminUrl, "mev-boost", { passwords })),
  );
  expect(
    await asAdmin(`select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole as special
                   from pg_roles where rolname like 'mev%' order by 1`),
  ).toEqual([
    { rolname: "mev_boost_app", rolcanlogin: true, special: false },
    { rolname: "mev_boost_kernel", rolcanlogin: false, special: false },
    { rolname: "mev_boost_owner", rolcanlogin: false, special: false },
    { rolname: "mev_boost_system", rolcanlogin: true, special: false },
  ]);
  const url = new URL(server.adminUrl);
  url.username = "mev_boost_app";
  url.password = "it's";
  await using app = openDatabase({ url: url.href, applicationName: "test" });
  expect((await app.query({ text: "select current_user" })).rowCount).toBe(1);
});

test("a single plain user with an odd name migrates and runs the same SQL as themselves", async () => {
  const url = await user("Odd-User", "");
  expect(await ensureRoles(url, "kiosk")).toMatchObject({ owner: "Odd-User", app: "Odd-User" });
  const kiosk = { service: "kiosk", schema: "kiosk", directory: migrations };
  expect((await migrate({ url, ...kiosk })).length).toBe(3);
  await using database = openDatabase({ url, applicationName: "test" });
  await verifyMigrations(database, kiosk);
  await database.query({ text: "insert into kiosk.entry (id) values (1)" });
  const { rows } = await database.query({ text: "select kiosk.entries() as entries" });
  expect(rows).toEqual([{ entries: 1n }]);
});

test("a single plain user has an event store as well", async () => {
  const url = await user("lone", "");
  await migrate({ url, service: "booth", schema: "booth", ...eventStoreMigrations });
  await using database = openDatabase({ url, applicationName: "test" });
  await using store = postgresEventStore({ database, schema: "booth" });
  const tenant = "00000000-0000-0000-0000-000000000000";
  const commands = [{ commandId: "c", events: [{ type: "Opened" }] }];
  const appended = await store.append({ tenant, streamId: "booth-1", expect: "absent", commands });
  expect(appended).toMatchObject({ status: "ok", lastPosition: 1n });
  expect(await store.readLog({ after: 0n, max: 5 })).toMatchObject([{ event: { type: "Opened" } }]);
  const changed = database.query({ text: "delete from booth.events" });
  await expect(changed).rejects.toMatchObject({ code: "42501" });
});

test("an administrator who is no superuser makes the roles and migrates as the owner", async () => {
  const url = await user("chief", "createrole");
  expect(await ensureRoles(url, "depot")).toMatchObject({ owner: "depot_owner" });
  const depot = { service: "depot", schema: "depot", directory: migrations };
  expect((await migrate({ url, ...depot })).length).toBe(3);
});

test("roles that are there only in part are refused", async () => {
  await asAdmin("create role attic_owner");
  const url = await user("plain", "");
  const attic = { service: "attic", schema: "attic", directory: migrations };
  await expect(migrate({ url, ...attic })).rejects.toMatchObject({ code: "roles_unusable" });
});

test("roles that the migrator may not assume are refused", async () => {
  await ensureRoles(server.adminUrl, "cellar");
  const url = await user("stranger", "");
  const cellar = { service: "cellar", schema: "cellar", directory: migrations };
  await expect(migrate({ url, ...cellar })).rejects.toMatchObject({
    problems: ["stranger may not assume cellar_owner"],
  });
});
