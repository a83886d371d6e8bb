import { once } from "node:events";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { findBinaries } from "../src/embedded/binaries.ts";
import { freePort } from "../src/embedded/free-port.ts";
import { databaseUrls, EmbeddedStartFailed, startEmbedded } from "../src/embedded/index.ts";
import { readPointer } from "../src/embedded/pointer.ts";
import { openDatabase } from "../src/index.ts";
import { gone } from "./gone.ts";
import { Owner } from "./owner.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function run(url: string, text: string): Promise<readonly unknown[]> {
  await using database = openDatabase({ url, applicationName: "test" });
  return (await database.query({ text })).rows;
}

// Creating the data of a server takes a second; most tests start one on the data of the one before.
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

test("a second start attaches, and its disposal leaves the server alone", async () => {
  await using owner = await startEmbedded({ directory: folder.path, durable: false });
  {
    await using guest = await startEmbedded({ directory: folder.path });
    expect(guest).toMatchObject({ owned: false, port: owner.port, pid: owner.pid });
  }
  expect(owner.owned).toBe(true);
  expect(await run(owner.adminUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("the disposal of the owner stops the server, and a restart finds data and port again", async () => {
  let port: number;
  {
    await using server = await startEmbedded({ directory: folder.path, durable: false });
    await run(server.adminUrl, "drop table if exists kept; create table kept as select 7 as seven");
    port = server.port;
    await server[Symbol.asyncDispose]();
    await gone(server.pid);
  }
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  expect(server.port).toBe(port);
  expect(await run(server.adminUrl, "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("state files cut off by a power cut do not keep the server from starting", async () => {
  await using owner = new Owner(folder.path);
  await owner.started();
  await owner.end();
  await writeFile(join(folder.path, "server.json"), '{"home":');
  await writeFile(join(folder.path, "start.lock"), "");
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  expect(await run(server.adminUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a secret emptied by a power cut is refused by name", async () => {
  await using damaged = await temporaryFolder();
  await writeFile(join(damaged.path, "secret"), "");
  const starting = startEmbedded({ directory: damaged.path, durable: false });
  await expect(starting).rejects.toThrow(join(damaged.path, "secret"));
});

test("two processes that start at the same instant share one server", async () => {
  await using folder = await temporaryFolder();
  await using first = new Owner(folder.path);
  await using second = new Owner(folder.path);
  const [one, other] = await Promise.all([first.started(), second.started()]);
  expect(one.owned).toBe(!other.owned);
  expect(other.pid).toBe(one.pid);
});

test("SIGKILL of the owner leaves no orphan, and the next start has what was committed", async () => {
  await using owner = new Owner(folder.path);
  const { adminUrl, pid } = await owner.started();
  await run(adminUrl, "drop table if exists kept; create table kept as select 7 as seven");
  await owner.end();
  await gone(pid);
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  expect(await run(server.adminUrl, "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("a start at the moment the owner dies gets a server that stays", async () => {
  await using owner = new Owner(folder.path);
  await owner.started();
  await owner.end();
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  expect(server.owned).toBe(true);
});

test("Ctrl-C reaches the owner and leaves the server to it", async () => {
  await using owner = new Owner(folder.path);
  const { adminUrl } = await owner.started();
  await owner.interrupt();
  expect(await run(adminUrl, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a server that lost its guard and its owner is replaced by the next start", async () => {
  await using owner = new Owner(folder.path);
  const { adminUrl, pid } = await owner.started();
  await run(adminUrl, "drop table if exists kept; create table kept as select 7 as seven");
  const pointer = await readPointer(folder.path);
  process.kill(pointer?.guard.pid ?? 0, "SIGKILL");
  await owner.end();
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  await gone(pid);
  expect(server.owned).toBe(true);
  expect(await run(server.adminUrl, "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("the owner stops a server whose guard was killed", async () => {
  const server = await startEmbedded({ directory: folder.path, durable: false });
  const pointer = await readPointer(folder.path);
  process.kill(pointer?.guard.pid ?? 0, "SIGKILL");
  await server[Symbol.asyncDispose]();
  await gone(server.pid);
});

test("a lock file of PostgreSQL that names a stranger does not stop a start", async () => {
  const server = await startEmbedded({ directory: folder.path, durable: false });
  const lockFile = join(server.home, "data", "postmaster.pid");
  const lines = await readFile(lockFile, "utf8");
  await server[Symbol.asyncDispose]();
  await writeFile(lockFile, lines.replace(/^[0-9]+/, String(process.pid)));
  await using again = await startEmbedded({ directory: folder.path, durable: false });
  expect(again.owned).toBe(true);
});

test("a start lock of a dead process is taken over", async () => {
  const dead = new Owner(folder.path);
  await dead.end();
  await writeFile(
    join(folder.path, "start.lock"),
    JSON.stringify({ pid: dead.child.pid, born: "1" }),
  );
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  expect(server.owned).toBe(true);
});

test("a port that somebody took in between is replaced by a free one", async () => {
  const port = await freePort();
  const squatter = createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  await using server = await startEmbedded({ directory: folder.path, durable: false, port });
  squatter.close();
  expect(server.port).not.toBe(port);
});

test("a server that cannot start says why in its own words", async () => {
  const failed = startEmbedded({
    directory: folder.path,
    durable: false,
    settings: { max_connections: "several" },
  });
  await expect(failed).rejects.toThrow(EmbeddedStartFailed);
  await expect(failed).rejects.toThrow(/max_connections/);
});

test("a platform without binaries is told what to do instead", async () => {
  const found = findBinaries({ platform: "sunos", arch: "sparc" });
  await expect(found).rejects.toMatchObject({ code: "no_binary_for_platform" });
  await expect(found).rejects.toThrow(/sunos-sparc\. Set DATABASE_URL/);
});

test("a directory that was moved keeps its server's data", async () => {
  await using folder = await temporaryFolder();
  const before = join(folder.path, "before");
  const after = join(folder.path, "after");
  {
    await using server = await startEmbedded({ directory: before, durable: false });
    await run(server.adminUrl, "create table kept as select 7 as seven");
  }
  await rename(before, after);
  await using server = await startEmbedded({ directory: after, durable: false });
  expect(await run(server.adminUrl, "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("nobody gets in without a password", async () => {
  await using server = await startEmbedded({ directory: folder.path, durable: false });
  const url = new URL(server.adminUrl);
  url.password = "guess";
  await expect(run(url.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
});

test("a service without a configured database gets one with its roles", async () => {
  await using folder = await temporaryFolder();
  await using urls = await databaseUrls({ directory: folder.path, service: "mev-boost" });
  expect(await run(urls.url, "select current_user")).toEqual([{ current_user: "mev_boost_app" }]);
  expect(await run(urls.systemUrl, "select current_user")).toEqual([
    { current_user: "mev_boost_system" },
  ]);
  expect(await run(urls.adminUrl, "select current_database() as name")).toEqual([
    { name: "holdfast" },
  ]);
});

test("a service with a configured database is given just that", async () => {
  const given = { directory: "/nowhere", service: "payments", databaseUrl: "postgres://a@b/c" };
  await using alone = await databaseUrls(given);
  expect(alone).toMatchObject({ url: "postgres://a@b/c", adminUrl: "postgres://a@b/c" });
  await using both = await databaseUrls({ ...given, databaseAdminUrl: "postgres://d@b/c" });
  expect(both).toMatchObject({ url: "postgres://a@b/c", adminUrl: "postgres://d@b/c" });
});
