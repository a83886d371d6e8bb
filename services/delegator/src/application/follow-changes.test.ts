import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CutClient, positionAfter } from "../../test/in-memory/cut-client.ts";
import { delegation } from "../../test/in-memory/delegations.ts";
import { afterTurns, lateChangeLog } from "../../test/in-memory/late-change-log.ts";
import { MemoryChangeLog, type Step } from "../../test/in-memory/memory-change-log.ts";
import { type MemoryStream, MemoryServer } from "../../test/in-memory/memory-server.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { StreamRequest } from "./stream-request.ts";

const ANN = "tz1bQAAPpTm4gZBc6CjB8m4pPZ6VXQyYhcSi";

/** Row `n` stands on level `10 n`; every third is Ann's. */
const row = (number: number, amount = 1) =>
  delegation(number, number % 3 === 0 ? { sender: ANN, amount } : { amount });

/** Blocks, reorgs that change or only shorten the chain, and a final level that jumps over several rows. */
const STORY: readonly Step[] = [
  { rows: [row(1), row(2), row(3)] },
  { final: 10 },
  { above: 20, rows: [row(3, 2), row(4, 2)] },
  { above: 30 },
  { rows: [row(4, 3), row(5, 3), row(6, 3)], final: 60 },
  { rows: [row(7), row(8)] },
  { above: 70, rows: [row(9)], final: 70 },
  { final: 90 },
];

const ALL: StreamRequest = { filter: {}, isFinalOnly: false, after: undefined };
const REQUESTS: readonly (readonly [string, StreamRequest])[] = [
  ["without a filter", ALL],
  ["with a filter", { ...ALL, filter: { delegator: ANN } }],
  ["of final rows", { ...ALL, isFinalOnly: true }],
  ["of final rows with a filter", { ...ALL, isFinalOnly: true, filter: { delegator: ANN } }],
];

function logAfter(steps: readonly Step[]): MemoryChangeLog {
  const log = new MemoryChangeLog();
  for (const step of steps) log.apply(step);
  return log;
}

async function next({ events }: MemoryStream): Promise<StreamEvent> {
  const { value } = await events.next();
  return value;
}

async function take(stream: MemoryStream, count: number): Promise<readonly StreamEvent[]> {
  const taken: StreamEvent[] = [];
  while (taken.length < count) taken.push(await next(stream));
  return taken;
}

/** Everything a client sees that is there from the beginning to the end and is never cut. */
async function uncut(request: StreamRequest): Promise<readonly StreamEvent[]> {
  const log = new MemoryChangeLog();
  await using server = new MemoryServer(log);
  const stream = await server.open(request);
  const seen = [await next(stream)];
  for (const step of STORY) log.apply(step);
  server.wake();
  const last = log.changes.at(-1)?.seq;
  while (seen.at(-1)?.id !== String(last)) seen.push(await next(stream));
  return seen;
}

const told = (events: readonly StreamEvent[]) => events.filter(({ event }) => event !== "head");

describe("a stream", () => {
  it("tells what the log says, with the numbers of the changes as ids", async () => {
    const events = await uncut(ALL);
    expect(events.map(({ event, id }) => `${event} ${id}`).slice(0, 8)).toEqual([
      "head 0",
      "delegation 1",
      "delegation 2",
      "delegation 3",
      "final 4",
      "retract 5",
      "delegation 6",
      "delegation 7",
    ]);
    expect(events[5]).toMatchObject({ data: { ids: [3 * 2 ** 20], fromLevel: 30 } });
  });

  it("with a filter tells only of what passes, retracts only that, and lets every final pass", async () => {
    const events = await uncut({ ...ALL, filter: { delegator: ANN } });
    expect(events.map(({ event, id }) => `${event} ${id}`)).toEqual([
      "head 0",
      "delegation 3",
      "final 4",
      "retract 5",
      "delegation 6",
      "delegation 11",
      "final 12",
      "delegation 16",
      "final 17",
      "final 18",
    ]);
  });

  it("of final rows tells each row once, when it is final, and never takes one back", async () => {
    const events = await uncut({ ...ALL, isFinalOnly: true });
    expect(events.map(({ event, id }) => `${event} ${id}`)).toEqual([
      "head 0",
      "delegation 4.1",
      "final 4",
      "delegation 12.1",
      "delegation 12.2",
      "delegation 12.3",
      "delegation 12.4",
      "delegation 12.5",
      "final 12",
      "delegation 17.1",
      "final 17",
      "delegation 18.1",
      "final 18",
    ]);
    const rows = events.flatMap((event) => (event.event === "delegation" ? [event.data] : []));
    expect(rows.every(({ final }) => final)).toBe(true);
    expect(rows.map(({ level }) => level)).toEqual([10, 20, 30, 40, 50, 60, 70, 90]);
  });

  it("counts final rows before it filters them, so that an id means the same under every filter", async () => {
    const events = await uncut({ ...ALL, isFinalOnly: true, filter: { delegator: ANN } });
    expect(events.flatMap(({ event, id }) => (event === "delegation" ? [id] : []))).toEqual([
      "12.2",
      "12.5",
      "18.1",
    ]);
  });
});

describe.each(REQUESTS)("a stream %s", (_, request) => {
  it("that is cut after any event and resumed elsewhere has no gap and no repeat", async () => {
    const whole = await uncut(request);
    const log = logAfter(STORY);
    await using server = new MemoryServer(log);
    for (let cut = 1; cut < whole.length; cut += 1) {
      const before = whole.slice(0, cut);
      const resumed = await server.open({ ...request, after: positionAfter(before) });
      const after = await take(resumed, 1 + whole.length - cut);
      resumed.seat.end("left");
      expect([...told(before), ...told(after)]).toEqual(told(whole));
    }
  });

  it("that is cut again and again while the log grows has no gap and no repeat", async () => {
    const whole = await uncut(request);
    const last = whole.at(-1)?.id ?? "";
    const moves = fc.array(fc.tuple(fc.constantFrom("grow", "cut"), fc.nat(12)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(moves, fc.infiniteStream(fc.nat(9)), async (chosen, waits) => {
        const log = new MemoryChangeLog();
        const late = lateChangeLog(log, () => waits.next().value ?? 0);
        await using one = new MemoryServer(log, late);
        await using two = new MemoryServer(log, late);
        const servers = [one, two];
        // Two that share the feeds: one comes while the other is there, and leaves before it or after.
        const clients = servers.map(() => new CutClient(servers, request));
        const following = clients.map((client) => client.followUntil(last));
        while (clients.some(({ seen }) => seen.length === 0)) await Promise.resolve();
        const steps = STORY.values();
        for (const [index, [move, turns]] of chosen.entries()) {
          await afterTurns(turns);
          if (move === "cut") clients[index % 2]?.cut();
          else grow(log, steps.take(1), servers);
        }
        grow(log, steps, servers);
        await Promise.all(following);
        for (const { seen } of clients) expect(told(seen)).toEqual(told(whole));
      }),
    );
  });
});

function grow(log: MemoryChangeLog, steps: Iterable<Step>, servers: readonly MemoryServer[]): void {
  for (const step of steps) log.apply(step);
  for (const server of servers) server.wake();
}
