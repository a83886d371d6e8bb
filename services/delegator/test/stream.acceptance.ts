import type { TestDatabase } from "@holdfast/postgres/testing";
import { openStream, type WireEvent } from "@holdfast/service-process/event-client";
import { type DelegationRecord, startTzkt, type TzktStandIn } from "@holdfast/standin-tzkt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { newestChange, writeChanges, type WrittenChange } from "./change-writer.ts";
import { loadedMirror } from "./loaded-mirror.ts";
import { metricOf } from "./metric-of.ts";
import { type Delegator, startDelegator } from "./start-delegator.ts";
import { added, storyOf, viewOf } from "./stream-story.ts";

let database: TestDatabase;
let tzkt: TzktStandIn;
let records: readonly DelegationRecord[];
let servers: readonly [Delegator, Delegator];
beforeAll(async () => {
  tzkt = await startTzkt({ rows: 60 });
  records = [...tzkt.truth(tzkt.head - 2).records()];
  database = await loadedMirror(tzkt);
  const env = { SSE_HEARTBEAT: "100ms", SSE_CLIENTS_MAX: "20" };
  servers = await Promise.all([
    startDelegator({ database, tzkt }, env),
    startDelegator({ database, tzkt }, env),
  ]);
});
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
  await tzkt[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const after = (id: string | undefined) => (id === undefined ? {} : { "last-event-id": id });
const write = (changes: readonly WrittenChange[]) => writeChanges(database, changes);

type Variant = {
  readonly query: string;
  readonly isFinalOnly?: true;
  readonly passes: (delegator: unknown) => boolean;
};

const chosen = () => records[23]?.sender.address;
const VARIANTS: readonly (readonly [string, () => Variant])[] = [
  ["without a filter", () => ({ query: "", passes: () => true })],
  [
    "with a filter",
    () => ({ query: `delegator=${chosen()}`, passes: (delegator) => delegator === chosen() }),
  ],
  ["of final rows", () => ({ query: "min_final=true", isFinalOnly: true, passes: () => true })],
  [
    "of final rows with a filter",
    () => ({
      query: `final=true&delegator=${chosen()}`,
      isFinalOnly: true,
      passes: (delegator) => delegator === chosen(),
    }),
  ],
];

/** The events that one change means, by the rules of the reference sheet. */
function eventsOf(seq: number, change: WrittenChange, variant: Variant): readonly WireEvent[] {
  const { level, payload } = change;
  const id = String(seq);
  const { passes, isFinalOnly = false } = variant;
  if (change.op === "added") {
    const isSeen = !isFinalOnly && passes(Object(payload).delegator);
    return isSeen ? [{ event: "delegation", id, data: payload }] : [];
  }
  if (change.op === "retracted") {
    const rows: readonly { id: number; delegator: string }[] = Object(payload).rows;
    const ids = rows.filter(({ delegator }) => passes(delegator)).map((row) => row.id);
    const isSeen = !isFinalOnly && ids.length > 0;
    return isSeen ? [{ event: "retract", id, data: { ids, fromLevel: level } }] : [];
  }
  const last = { event: "final", id, data: { level } };
  if (!isFinalOnly) return [last];
  const batch = records
    .filter((record) => record.level > Object(payload).after && record.level <= level)
    .map((record, index) => ({
      event: "delegation",
      id: `${seq}.${index + 1}`,
      data: viewOf(record, true),
    }))
    .filter(({ data }) => passes(data.delegator));
  return [...batch, last];
}

describe.each(VARIANTS)("a stream %s", (_, variantOf) => {
  it("that is cut after every event and goes on at the other server has no gap and no repeat", async () => {
    const variant = variantOf();
    const path = `/v1/stream?${variant.query}`;
    const seen: WireEvent[] = [];
    const expected: WireEvent[] = [];
    let seq = await newestChange(database);
    let id = String(seq);
    let turn = 0;
    for (const step of storyOf(records)) {
      const due = step.flatMap((change) => eventsOf((seq += 1), change, variant));
      expected.push(...due);
      // The first event of each step is pushed live; those after it are read from the log.
      for (const [index] of due.entries()) {
        using stream = await openStream(`${servers[turn++ % 2]?.url}${path}`, after(id));
        const [head] = await stream.take(1);
        expect(head).toMatchObject({ event: "head", id: undefined });
        if (index === 0) await write(step);
        const [event] = await stream.take(1);
        if (event !== undefined) seen.push(event);
        id = event?.id ?? id;
      }
      if (due.length === 0) await write(step);
    }
    expect(seen).toEqual(expected);
  });

  it("that resumes at any earlier event gets all that followed", async () => {
    const variant = variantOf();
    const start = await newestChange(database);
    let seq = start;
    const expected: WireEvent[] = [];
    for (const step of storyOf(records)) {
      expected.push(...step.flatMap((change) => eventsOf((seq += 1), change, variant)));
      await write(step);
    }
    const ids = [String(start), ...expected.map(({ id }) => id)];
    for (const [known, id] of ids.entries()) {
      const url = `${servers[known % 2]?.url}/v1/stream?${variant.query}&last_event_id=${id}`;
      using stream = await openStream(url);
      const [, ...events] = await stream.take(1 + expected.length - known);
      expect(events).toEqual(expected.slice(known));
    }
  });
});

describe("a stream", () => {
  it("begins with how to come back and where the mirror stands, and nothing may hold it up", async () => {
    const newest = await newestChange(database);
    using stream = await openStream(`${servers[0].url}/v1/stream`, { "accept-encoding": "gzip" });
    expect({ status: stream.status, headers: stream.headers }).toMatchObject({
      status: 200,
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "transfer-encoding": "chunked",
        "x-content-type-options": "nosniff",
      },
    });
    expect(stream.headers["content-encoding"]).toBeUndefined();
    expect(await stream.block()).toBe("retry: 3000");
    const data = { level: tzkt.head, final: tzkt.head - 2, total: records.length };
    expect(await stream.block()).toBe(`event: head\nid: ${newest}\ndata: ${JSON.stringify(data)}`);
  });

  it("without a last id begins at the present", async () => {
    const [row] = records.map((record) => added(viewOf(record, false)));
    if (row === undefined) throw new RangeError("no records");
    await write([row]);
    using stream = await openStream(`${servers[1].url}/v1/stream`);
    await stream.take(1);
    const newest = await write([row]);
    expect(await stream.take(1)).toMatchObject([{ event: "delegation", id: String(newest) }]);
  });

  it("shows signs of life in silence", async () => {
    using stream = await openStream(`${servers[0].url}/v1/stream`);
    await stream.take(1);
    expect([await stream.block(), await stream.block()]).toEqual([":", ":"]);
  });

  it("answers HEAD with its headers only", async () => {
    const { status, headers, text } = await servers[0].get("/v1/stream", { method: "HEAD" });
    expect({ status, type: headers["content-type"], text }).toEqual({
      status: 200,
      type: "text/event-stream",
      text: "",
    });
  });

  it("is for so many clients only, and takes the next when one has left", async () => {
    const url = `${servers[1].url}/v1/stream`;
    await expect.poll(() => clientsOf(servers[1])).toBe(0);
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(url)));
    expect(await clientsOf(servers[1])).toBe(20);
    const { status, headers, text } = await servers[1].get("/v1/stream");
    expect({ status, wait: headers["retry-after"], text }).toEqual({
      status: 503,
      wait: "5",
      text: '{"code":503,"message":"as many clients follow as this instance serves"}\n',
    });
    for (const stream of streams) stream[Symbol.dispose]();
    await expect.poll(() => clientsOf(servers[1])).toBe(0);
    using next = await openStream(url);
    expect(next.status).toBe(200);
  });
});

const clientsOf = (server: Delegator) => metricOf(server, "delegator_stream_clients");

const ID = "invalid last_event_id: must be the id of an event, such as 1042 or 1042.3";
const DOT = "invalid last_event_id: an id with a dot goes with min_final=true only";

describe("a stream is refused", () => {
  it.each([
    ["last_event_id=abc", {}, ID],
    ["last_event_id=-1", {}, ID],
    ["last_event_id=01", {}, ID],
    ["last_event_id=1.0&min_final=true", {}, ID],
    ["last_event_id=1.2.3&min_final=true", {}, ID],
    ["last_event_id=1234567890123456", {}, ID],
    ["last_event_id=1.2", {}, DOT],
    ["last_event_id=1", { "last-event-id": "1 2" }, ID],
    ["min_final=yes", {}, "invalid min_final: must be one of true, false"],
    ["final=1", {}, "invalid final: must be one of true, false"],
    [
      "kind=move",
      {},
      "invalid kind: must be one of register, undelegate, delegate, redelegate, refresh",
    ],
    ["level_from=2&level_to=1", {}, "invalid range: level_from is above level_to"],
    ["last_event=1", {}, 'unknown parameter "last_event": did you mean last_event_id?'],
    ["baker_role=new", {}, "invalid baker_role: goes with baker only"],
    [
      "delegator=tz1",
      {},
      "invalid delegator: not a Tezos address (tz1, tz2, tz3, tz4 or KT1, 36 characters with a right checksum)",
    ],
  ])("for ?%s with %o", async (query, headers, message) => {
    const answer = await servers[0].get(`/v1/stream?${query}`, { headers });
    expect(answer).toMatchObject({
      status: 400,
      text: `${JSON.stringify({ code: 400, message })}\n`,
    });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      vary: "Accept, Accept-Encoding",
    });
  });
});
