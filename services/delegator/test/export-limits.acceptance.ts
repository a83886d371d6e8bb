import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, expect, it } from "vitest";

import { sql } from "./delegator-database.ts";
import { type Mirrored, mirrored } from "./mirrored.ts";
import type { Delegator } from "./start-delegator.ts";
import { appendRows } from "./tip.ts";

/** Some 23 MB of CSV, more than all sockets on the way hold. */
const ROWS = 100_000;
/** Rows that come from the chain; the others are copies, since loading so many would take longer than all tests. */
const LOADED = 100;
const PATH = "/v1/export.ndjson";

let mirror: Mirrored;
let delegator: Delegator;

beforeAll(async () => {
  // Long enough for a busy machine to begin two exports and be refused a third.
  mirror = await mirrored(LOADED, { EXPORT_STALL: "4s" });
  delegator = mirror.delegator;
  await appendRows(mirror.database, ROWS - LOADED);
});

afterAll(async () => {
  await mirror[Symbol.asyncDispose]();
});

/** Begins an export and reads nothing beyond its beginning. HTTP/1.0 has no frame around the body, 1.1 has. */
async function beginExport(path = PATH, version = "HTTP/1.0"): Promise<Socket> {
  const { hostname, port } = new URL(delegator.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(`GET ${path} ${version}\r\nhost: x\r\n\r\n`);
  await once(socket, "readable");
  return socket;
}

function running(): Promise<readonly object[]> {
  return sql(
    mirror.database,
    `select pid from pg_stat_activity
     where datname = current_database() and application_name = 'delegator-export' and state <> 'idle'`,
  );
}

async function nothingRuns(): Promise<void> {
  await expect.poll(running, { timeout: 20_000 }).toEqual([]);
}

it("refuses a third export while two run, and a client that leaves makes room", async () => {
  const [first, second] = [await beginExport(), await beginExport()];
  const refused = await delegator.get(`${PATH}?kind=register`);
  expect(refused).toMatchObject({
    status: 503,
    headers: { "retry-after": "5", "content-type": "application/json; charset=utf-8" },
    text: '{"code":503,"message":"as many exports as may run at the same time are running"}\n',
  });
  expect(refused.headers).not.toHaveProperty("content-disposition");
  expect((await delegator.get("/xtz/delegations")).status).toBe(200);
  first.destroy();
  second.destroy();
  await nothingRuns();
  const whole = await delegator.get(PATH);
  expect(whole.text.split("\n")).toHaveLength(ROWS + 1);
});

it("cuts off a client that reads nothing, on the server too, and the download shows it", async () => {
  const cut = delegator.facts.next("export cut off");
  const framed = await beginExport(PATH, "HTTP/1.1");
  await cut;
  expect(await text(framed).catch(() => "")).not.toMatch(/\r\n0\r\n\r\n$/);
  await nothingRuns();

  const again = delegator.facts.next("export cut off");
  const socket = await beginExport("/v1/export.csv");
  await again;
  expect(await text(socket).catch(() => "")).not.toMatch(/\n# as_of=\d+ head=\d+ final=\d+\n$/);
  await nothingRuns();
});

it("serves a client that reads slowly but steadily to the end", async () => {
  const socket = await beginExport("/v1/export.csv");
  let tail = "";
  for await (const chunk of socket) {
    tail = (tail + String(chunk)).slice(-200);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(tail).toMatch(new RegExp(`\n# as_of=${ROWS} head=\\d+ final=\\d+\n$`));
});

it("finishes an export that has begun before it stops", async () => {
  const socket = await beginExport("/v1/export.csv");
  delegator.kill("SIGTERM");
  await delegator.facts.said("stopping");
  expect(await text(socket)).toMatch(/\n# as_of=100000 head=\d+ final=\d+\n$/);
  expect(await delegator.exited).toEqual({ code: 0, signal: null });
});
