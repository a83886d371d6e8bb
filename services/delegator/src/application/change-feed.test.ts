import { describe, expect, it } from "vitest";

import { delegation } from "../../test/in-memory/delegations.ts";
import { MemoryChangeLog } from "../../test/in-memory/memory-change-log.ts";
import { type MemoryStream, MemoryServer } from "../../test/in-memory/memory-server.ts";
import { FEED_PAGE } from "./change-feed.ts";
import type { ChangeLog } from "./change-log.ts";
import type { StreamRequest } from "./stream-request.ts";

const ALL: StreamRequest = { filter: {}, isFinalOnly: false, after: undefined };
const since = (seq: number): StreamRequest => ({ ...ALL, after: { seq } });

async function told({ events }: MemoryStream, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  while (lines.length < count) {
    const { value } = await events.next();
    lines.push(`${value?.event} ${value?.id}`);
  }
  return lines;
}

/** A log of so many changes: each makes ten levels final. */
function logOf(count: number): MemoryChangeLog {
  const log = new MemoryChangeLog();
  for (let step = 1; step <= count; step += 1) log.apply({ final: step * 10 });
  return log;
}

describe("who comes back", () => {
  it("finds the head first, without an id, then what came after", async () => {
    await using server = new MemoryServer(logOf(3));
    const stream = await server.open(since(1));
    expect(await told(stream, 3)).toEqual(["head undefined", "final 2", "final 3"]);
  });

  it("is told to read the list again after having been away for longer than the log is kept", async () => {
    const log = logOf(5);
    log.trim(3);
    await using server = new MemoryServer(log);
    expect(await told(await server.open(since(2)), 2)).toEqual(["head undefined", "reset 5"]);
    expect(await told(await server.open(since(3)), 2)).toEqual(["head undefined", "final 4"]);
  });

  it("goes on with an empty log when nothing is missing", async () => {
    const log = logOf(3);
    log.trim(3);
    await using server = new MemoryServer(log);
    const [present, past] = [await server.open(since(3)), await server.open(since(2))];
    expect(await told(past, 2)).toEqual(["head undefined", "reset 3"]);
    log.apply({ final: 40 });
    server.wake();
    expect(await told(present, 2)).toEqual(["head undefined", "final 4"]);
    expect(await told(past, 1)).toEqual(["final 4"]);
  });

  it("from the future is told to read the list again", async () => {
    await using server = new MemoryServer(logOf(3));
    expect(await told(await server.open(since(4)), 2)).toEqual(["head undefined", "reset 3"]);
    const rows = { ...ALL, isFinalOnly: true, after: { seq: 4, rows: 1 } };
    expect(await told(await server.open(rows), 2)).toEqual(["head undefined", "reset 3"]);
  });

  it("from before the history was replaced is told to read the list again, once", async () => {
    const log = logOf(2);
    log.replace();
    log.apply({ final: 30 });
    await using server = new MemoryServer(log);
    expect(await told(await server.open(since(1)), 2)).toEqual(["head undefined", "reset 4"]);
    expect(await told(await server.open(since(3)), 2)).toEqual(["head undefined", "final 4"]);
  });

  it("is told to read the list again when the log is trimmed faster than it catches up", async () => {
    const log = logOf(600);
    await using server = new MemoryServer(log);
    const stream = await server.open(since(0));
    expect(await told(stream, 2)).toEqual(["head undefined", "final 1"]);
    log.trim(500);
    const rest = await told(stream, 257);
    expect(rest.slice(-3)).toEqual(["final 256", "reset 500", "final 501"]);
  });

  it("is told to read the list again when the whole log is trimmed before it has caught up", async () => {
    const log = logOf(600);
    await using server = new MemoryServer(log);
    const stream = await server.open(since(0));
    expect(await told(stream, 2)).toEqual(["head undefined", "final 1"]);
    log.trim(600);
    expect((await told(stream, 256)).slice(-2)).toEqual(["final 256", "reset 600"]);
    log.apply({ final: 6010 });
    server.wake();
    expect(await told(stream, 1)).toEqual(["final 601"]);
  });
});

describe("who follows", () => {
  it("is told when the history is replaced", async () => {
    const log = logOf(1);
    await using server = new MemoryServer(log);
    const stream = await server.open(ALL);
    log.replace();
    server.wake();
    expect(await told(stream, 2)).toEqual(["head 1", "reset 2"]);
  });

  it("is cut off when it takes nothing while more happens than is kept, and loses nothing", async () => {
    const log = logOf(1);
    await using server = new MemoryServer(log);
    const stream = await server.open(ALL);
    expect(await told(stream, 1)).toEqual(["head 1"]);
    const waiting = told(stream, 1);
    log.apply({ final: 20 });
    server.wake();
    expect(await waiting).toEqual(["final 2"]);

    for (let step = 3; step <= 300; step += 1) log.apply({ final: step * 10 });
    server.wake();
    await new Promise((resolve) => stream.seat.ended.addEventListener("abort", resolve));
    expect(stream.seat.reason).toBe("overflow");
    expect(await stream.events.next()).toEqual({ done: true, value: undefined });
    const resumed = await told(await server.open(since(2)), 299);
    expect(resumed.slice(1)).toEqual(
      Array.from({ length: 298 }, (_, index) => `final ${index + 3}`),
    );
  });

  it("is told to read the list again when the log is trimmed faster than the feed reads it", async () => {
    const log = logOf(1);
    await using server = new MemoryServer(log);
    const stream = await server.open(ALL);
    await told(stream, 1);
    for (const level of [20, 30, 40]) log.apply({ final: level });
    log.trim(3);
    server.wake();
    expect(await told(stream, 2)).toEqual(["reset 3", "final 4"]);
  });

  it("gets every row of a batch that is larger than what is read at a time", async () => {
    const log = new MemoryChangeLog();
    await using server = new MemoryServer(log);
    const stream = await server.open({ ...ALL, isFinalOnly: true });
    const rows = Array.from({ length: 600 }, (_, index) => delegation(index + 1));
    log.apply({ rows, final: 6000 });
    server.wake();
    const lines = await told(stream, 602);
    expect(lines.slice(1, -1)).toEqual(rows.map((_, index) => `delegation 601.${index + 1}`));
    expect(lines.at(-1)).toBe("final 601");
  });
});

/** A log that answers those who catch up at once, and the feed not before it is let go. */
function logWithHeldFeed(log: MemoryChangeLog) {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const since: ChangeLog["since"] = async (seq, limit) => {
    const answer = await log.since(seq, limit);
    if (limit !== FEED_PAGE) return answer;
    asked.resolve();
    await held.promise;
    return answer;
  };
  return { since, asked: asked.promise, letGo: held.resolve };
}

describe("the feed", () => {
  it("that is behind those who caught up tells them nothing twice", async () => {
    const log = logOf(3);
    const { since: heldSince, letGo } = logWithHeldFeed(log);
    await using server = new MemoryServer(log, { since: heldSince, state: log.state });
    const slow = await server.open(ALL);
    log.apply({ final: 40 });
    log.apply({ final: 50 });
    const quick = await server.open(since(2));
    expect(await told(quick, 4)).toEqual(["head undefined", "final 3", "final 4", "final 5"]);
    const next = told(quick, 1);
    log.apply({ final: 60 });
    server.wake();
    letGo();
    expect(await told(slow, 4)).toEqual(["head 3", "final 4", "final 5", "final 6"]);
    expect(await next).toEqual(["final 6"]);
  });

  it("that was left while it read misses nothing, also when the next one comes from further back", async () => {
    const log = logOf(1);
    const { since: heldSince, asked, letGo } = logWithHeldFeed(log);
    const late = Promise.withResolvers<void>();
    const past = await log.state();
    log.apply({ final: 20 });
    log.apply({ final: 30 });
    const states = [late.promise.then(() => past), log.state()];
    log.apply({ final: 40 });
    const state: ChangeLog["state"] = async () => (await states.shift()) ?? past;
    await using server = new MemoryServer(log, { since: heldSince, state });
    const coming = server.open(ALL);
    const first = await server.open(ALL);
    expect(await told(first, 1)).toEqual(["head 3"]);
    await asked;
    first.seat.end("left");
    late.resolve();
    const second = await coming;
    const seen = told(second, 4);
    letGo();
    expect(await seen).toEqual(["head 1", "final 2", "final 3", "final 4"]);
  });

  it("reads nothing while nobody follows, once for all who do, and tries again after a fault", async () => {
    const log = logOf(1);
    const read: number[] = [];
    let isAway = false;
    const watched: ChangeLog["since"] = async (seq, limit) => {
      read.push(seq);
      if (isAway) throw new RangeError("away");
      return log.since(seq, limit);
    };
    await using server = new MemoryServer(log, { since: watched, state: log.state });
    server.wake();
    const streams = [await server.open(ALL), await server.open(ALL)];
    const both = Promise.all(streams.map((stream) => told(stream, 2)));
    isAway = true;
    log.apply({ final: 20 });
    server.wake();
    while (server.faults.length === 0) await Promise.resolve();
    isAway = false;
    server.wake();
    expect(await both).toEqual([
      ["head 1", "final 2"],
      ["head 1", "final 2"],
    ]);
    expect(new Set(read)).toEqual(new Set([1]));

    for (const { seat } of streams) seat.end("left");
    server.wake();
    const reads = read.length;
    log.apply({ final: 30 });
    server.wake();
    expect(await told(await server.open(ALL), 1)).toEqual(["head 3"]);
    expect(read.slice(reads)).not.toContain(2);
  });

  it("that stops gives up every seat, also of those who come too late", async () => {
    const server = new MemoryServer(logOf(1));
    const stream = await server.open(ALL);
    await told(stream, 1);
    const waiting = stream.events.next();
    await server[Symbol.asyncDispose]();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect((await server.open(ALL)).seat.reason).toBe("stopping");
  });
});
