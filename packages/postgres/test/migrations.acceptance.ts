import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { eventStoreMigrations } from "../src/event-store/index.ts";
import { migrate, openDatabase, verifyMigrations } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const migrations = new URL("./migrations/", import.meta.url);
const NAMES = ["0001-entries.sql", "0002-count.sql", "0003-notes.sql"];
const shop = { service: "shop", schema: "shop" };

/** An empty database in which nothing of the shop exists yet, and files that may be changed. */
async function workshop() {
  await using held = new AsyncDisposableStack();
  const folder = held.use(await temporaryFolder());
  await cp(fileURLToPath(migrations), folder.path, { recursive: true });
  const server = held.use(await testDatabase({ ...shop, schema: "other", migrations }));
  const database = held.use(openDatabase({ url: server.url, applicationName: "test" }));
  const resources = held.move();
  return {
    server,
    database,
    files: { ...shop, directory: folder.path },
    write: (name: string, sql: string) => writeFile(join(folder.path, name), sql),
    read: (name: string) => readFile(join(folder.path, name), "utf8"),
    migrate: (onApplied?: (name: string) => void) =>
      migrateAs(server, folder.path, onApplied ?? (() => undefined)),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function migrateAs(server: TestDatabase, directory: string, onApplied: (name: string) => void) {
  return migrate({ url: server.adminUrl, ...shop, directory, onApplied });
}

test("files are applied in order, once, and are recorded", async () => {
  await using shop = await workshop();
  const told: string[] = [];
  expect(await shop.migrate((name) => told.push(name))).toEqual(NAMES);
  expect(told).toEqual(NAMES);
  expect(await shop.migrate()).toEqual([]);
  const { rows } = await shop.database.query({
    text: "select number, name, length(checksum) as length, breaking from shop.migration order by 1",
  });
  expect(rows).toEqual(
    NAMES.map((name, index) => ({ number: index + 1, name, length: 64, breaking: false })),
  );
});

test("what has to be there before comes first, and counts for itself", async () => {
  await using shop = await workshop();
  const options = { url: shop.server.adminUrl, ...shop.files, after: eventStoreMigrations };
  const applied = await migrate(options);
  expect(applied[0]).toBe("0001-event-log.sql");
  expect(applied.slice(-NAMES.length)).toEqual(NAMES);
  expect(await migrate(options)).toEqual([]);
  await verifyMigrations(shop.database, { ...shop.files, ...eventStoreMigrations });
  await verifyMigrations(shop.database, shop.files);
});

test("the app role works with what the owner made, and owns nothing", async () => {
  await using shop = await workshop();
  await shop.migrate();
  await shop.database.query({ text: "insert into shop.entry (id) values (1)" });
  const { rows } = await shop.database.query({ text: "select shop.entries() as entries" });
  expect(rows).toEqual([{ entries: 1n }]);
  await expect(shop.database.query({ text: "drop table shop.entry" })).rejects.toMatchObject({
    code: "42501",
  });
  const owners = await shop.database.query({
    text: "select tableowner from pg_tables where schemaname = 'shop' group by 1",
  });
  expect(owners.rows).toEqual([{ tableowner: "shop_owner" }]);
});

test("several migrators at once apply each file once", async () => {
  await using shop = await workshop();
  const applied = await Promise.all([shop.migrate(), shop.migrate(), shop.migrate()]);
  expect(applied.flat().sort()).toEqual(NAMES);
});

test("a failing file is rolled back and named, and what came before it stays", async () => {
  await using shop = await workshop();
  await shop.write("0004-broken.sql", "create table {{schema}}.half (a int); select 1 / 0;");
  await expect(shop.migrate()).rejects.toMatchObject({
    code: "migration_failed",
    migration: "0004-broken.sql",
  });
  const { rows } = await shop.database.query({
    text: "select to_regclass('shop.half') as half, max(number) as last from shop.migration",
  });
  expect(rows).toEqual([{ half: null, last: 3 }]);
});

test("a server that goes away in mid-migration is unavailable, not a failed file, and the next attempt goes on", async () => {
  await using shop = await workshop();
  const cutOff =
    "create table {{schema}}.half (a int); reset role; select pg_terminate_backend(pg_backend_pid());";
  await shop.write("0004-half.sql", cutOff);
  await expect(shop.migrate()).rejects.toMatchObject({ code: "database_unavailable" });
  await shop.write("0004-half.sql", "create table {{schema}}.half (a int);");
  expect(await shop.migrate()).toEqual(["0004-half.sql"]);
});

test("a file that changed after it was applied is refused by both", async () => {
  await using shop = await workshop();
  await shop.migrate();
  await shop.write("0002-count.sql", `${await shop.read("0002-count.sql")}-- one word more\n`);
  const changed = { code: "migration_changed" };
  await expect(shop.migrate()).rejects.toMatchObject(changed);
  await expect(verifyMigrations(shop.database, shop.files)).rejects.toMatchObject(changed);
});

test("a service is told what is pending and what to run", async () => {
  await using shop = await workshop();
  const all = { code: "migrations_pending", pending: NAMES };
  await expect(verifyMigrations(shop.database, shop.files)).rejects.toMatchObject(all);
  await shop.migrate();
  await shop.write("0004-more.sql", "select 1;");
  await expect(verifyMigrations(shop.database, shop.files)).rejects.toMatchObject({
    pending: ["0004-more.sql"],
    command: "npm run migrate -w services/shop",
  });
});

test("an older process runs beside a newer database, unless the newer migration is breaking", async () => {
  await using shop = await workshop();
  const older = { ...shop.files, directory: migrations };
  await shop.write("0004-more.sql", "create table {{schema}}.more (a int);");
  await shop.migrate();
  await verifyMigrations(shop.database, older);
  await shop.write("0005-less.sql", "-- breaking\ndrop table {{schema}}.more;");
  await shop.migrate();
  await expect(verifyMigrations(shop.database, older)).rejects.toMatchObject({
    code: "migration_breaking_ahead",
  });
  await verifyMigrations(shop.database, shop.files);
});

test("two series in one schema count for themselves", async () => {
  await using shop = await workshop();
  await using kernel = await temporaryFolder();
  await writeFile(join(kernel.path, "0001-log.sql"), "create table {{schema}}.log (a int);");
  const series = { ...shop.files, directory: kernel.path, series: "kernel" };
  const url = shop.server.adminUrl;
  expect(await migrate({ url, ...series })).toEqual(["0001-log.sql"]);
  expect(await shop.migrate()).toEqual(NAMES);
  await verifyMigrations(shop.database, series);
});
