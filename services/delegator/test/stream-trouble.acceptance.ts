import { openDatabase } from "@holdfast/postgres";
import { crashServer, type TestDatabase } from "@holdfast/postgres/testing";
import { type EventClient, openStream } from "@holdfast/service-process/event-client";
import { type DelegationRecord, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, expect, test } from "vitest";

import { trimChanges } from "../src/adapters/postgres/trim-changes.ts";
import { newestChange, writeChanges } from "./change-writer.ts";
import { sql } from "./delegator-database.ts";
import { leaderlessMirror, loadedMirror } from "./loaded-mirror.ts";
import { metricOf } from "./metric-of.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { added, viewOf } from "./stream-story.ts";

/** Draining has a limit of 30 s; a stream must not use any of it. */
const STOP_MS_MAX = 10_000;

let tzkt: TzktStandIn;
let records: readonly DelegationRecord[];
let database: TestDatabase;
/** Serves all that do not end it. */
let server: Delegator;
beforeAll(async () => {
  tzkt = await startTzkt({ rows: 60 });
  records = [...tzkt.truth(tzkt.head - 2).records()];
  database = await loadedMirror(tzkt);
  server = await startDelegator({ database, tzkt });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await tzkt[Symbol.asyncDispose]();
});

/** Writes so many changes, one transaction each; the number of the last. */
async function happen(place: { readonly adminUrl: string }, count = 1): Promise<number> {
  const changes = records.slice(0, count).map((record) => added(viewOf(record, false)));
  let newest = 0;
  for (const change of changes) newest = await writeChanges(place, [change]);
  return newest;
}

/** More than a socket's buffers and 256 events hold: 600 events of 40 kB. */
async function happenLarge(place: TestDatabase): Promise<void> {
  const [record] = records;
  if (record === undefined) throw new RangeError("no records");
  const view = JSON.stringify({ ...viewOf(record, false), hash: "HASH" });
  await sql(
    place,
    `with large as (
       insert into delegator.change (seq, at, op, level, payload)
       select s.last_change + n, now(), 'added', 1, replace('${view}', 'HASH', repeat('o', 40000))
       from delegator.sync s, generate_series(1, 600) n
     )
     update delegator.sync set last_change = last_change + 600`,
  );
}

async function idsOf(stream: EventClient, count: number): Promise<readonly number[]> {
  return (await stream.take(count)).map(({ id }) => Number(id));
}

const numbers = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("a client that hangs is cut off, loses nothing, and is counted", async () => {
  const url = `${server.url}/v1/stream`;
  const start = await newestChange(database);
  using hung = await openStream(url);
  await hung.take(1);
  hung.pause();
  await happenLarge(database);
  const last = start + 600;
  await expect
    .poll(() => metricOf(server, "delegator_stream_overflows_total"), LONG)
    .toBeGreaterThan(0);
  hung.resume();
  const seen = (await hung.rest()).map(({ id }) => Number(id));
  expect(seen).toEqual(numbers(start + 1, start + seen.length));
  expect(seen.length).toBeLessThan(600);

  using resumed = await openStream(url, { "last-event-id": String(seen.at(-1) ?? start) });
  await resumed.take(1);
  expect(await idsOf(resumed, 600 - seen.length)).toEqual(numbers(start + 1 + seen.length, last));
  expect(await metricOf(server, "delegator_stream_events_total")).toBeGreaterThan(600);
});

const LONG = { timeout: 20_000 };

test("an instance that is told to stop ends its streams at once, and they go on elsewhere", async () => {
  await using stopped = await startDelegator({ database, tzkt });
  const first = await newestChange(database);
  using stream = await openStream(`${stopped.url}/v1/stream`);
  using hung = await openStream(`${stopped.url}/v1/stream?last_event_id=${first}`);
  await stream.take(1);
  await happen(database);
  expect(await idsOf(stream, 1)).toEqual([first + 1]);
  hung.pause();

  const asked = performance.now();
  stopped.kill("SIGTERM");
  expect(await stream.rest()).toEqual([]);
  expect(await stopped.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(STOP_MS_MAX);

  const newest = await happen(database, 3);
  const headers = { "last-event-id": String(first + 1) };
  using resumed = await openStream(`${server.url}/v1/stream`, headers);
  await resumed.take(1);
  expect(await idsOf(resumed, 3)).toEqual(numbers(first + 2, newest));
});

test("who comes back too late, or from a history that was replaced, is told which list to read again", async () => {
  const old = await happen(database, 3);
  await sql(database, `update delegator.change set at = now() - interval '2 hours'`);
  const kept = await happen(database, 2);
  await using trimming = openDatabase({ url: database.url, applicationName: "test", max: 1 });
  expect(await trimChanges(trimming, "delegator", 3_600_000)).toBe(old);

  const delegator = records[0]?.sender.address ?? "";
  const query = `to=2030-01-01&delegator=${delegator}&min_final=true`;
  const late = `${server.url}/v1/stream?${query}&last_event_id=${old - 1}`;
  {
    using stream = await openStream(late);
    expect(await stream.take(2)).toEqual([
      expect.objectContaining({ event: "head", id: undefined }),
      {
        event: "reset",
        id: String(kept),
        data: { url: `/v1/delegations?delegator=${delegator}&final=true&to=2030-01-01` },
      },
    ]);
  }
  {
    using stream = await openStream(`${server.url}/v1/stream?last_event_id=${old}`);
    await stream.take(1);
    expect(await idsOf(stream, 2)).toEqual(numbers(old + 1, kept));
    const replaced = await writeChanges(database, [{ op: "reset", level: 1, payload: null }]);
    const reset = { event: "reset", id: String(replaced), data: { url: "/v1/delegations" } };
    expect(await stream.take(1)).toEqual([reset]);
    using behind = await openStream(`${server.url}/v1/stream?last_event_id=${kept}`);
    expect((await behind.take(2)).at(1)).toEqual(reset);
    const newest = await happen(database);
    expect([await idsOf(stream, 1), await idsOf(behind, 1)]).toEqual([[newest], [newest]]);
  }
});

test("a log that was trimmed whole still knows who has missed nothing", async () => {
  const newest = await happen(database);
  await sql(database, `update delegator.change set at = now() - interval '2 hours'`);
  await using trimming = openDatabase({ url: database.url, applicationName: "test", max: 1 });
  expect(await trimChanges(trimming, "delegator", 3_600_000)).toBeGreaterThan(0);
  using stream = await openStream(`${server.url}/v1/stream?last_event_id=${newest}`);
  await stream.take(1);
  expect(await happen(database)).toBe(newest + 1);
  expect(await idsOf(stream, 1)).toEqual([newest + 1]);
});

test("all streams of a stopped instance may come at once", async () => {
  const first = await happen(database);
  const newest = await happen(database, 5);
  const streams = await Promise.all(
    Array.from({ length: 300 }, () => openStream(`${server.url}/v1/stream?last_event_id=${first}`)),
  );
  try {
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    const all = await Promise.all(
      streams.map(async (stream) => (await stream.take(6)).slice(1).map(({ id }) => Number(id))),
    );
    for (const ids of all) expect(ids).toEqual(numbers(first + 1, newest));
  } finally {
    for (const stream of streams) stream[Symbol.dispose]();
  }
});

test("while the history loads there is nothing to follow yet", async () => {
  await using empty = await leaderlessMirror();
  await using waiting = await startDelegator({ database: empty, tzkt });
  const { status, headers, text } = await waiting.get("/v1/stream");
  expect({ status, wait: headers["retry-after"], sync: headers["x-sync"], text }).toEqual({
    status: 503,
    wait: "2",
    sync: "backfill; done=0%",
    text: '{"code":503,"message":"the history is loading (0%); it can be followed once it is whole"}\n',
  });
});

test("a stream lives through a restart of the database", async () => {
  await using postgres = await crashServer();
  await using own = await loadedMirror(tzkt, postgres.adminUrl);
  await using shaken = await startDelegator({ database: own, tzkt });
  using stream = await openStream(`${shaken.url}/v1/stream`);
  const [head] = await stream.take(1);
  const start = Number(head?.id);
  await happen(own);
  expect(await idsOf(stream, 1)).toEqual([start + 1]);

  await postgres.kill();
  await shaken.facts.said("changes could not be read");
  const away = await shaken.get("/v1/stream");
  expect({ status: away.status, wait: away.headers["retry-after"] }).toEqual({
    status: 503,
    wait: "2",
  });
  await postgres.restart();
  await happen(own, 2);
  expect(await idsOf(stream, 2)).toEqual(numbers(start + 2, start + 3));
});
