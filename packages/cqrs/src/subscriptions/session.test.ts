import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type {
  BatchHandled,
  InMemoryTransaction,
  Sleep,
  Subscription,
} from "@holdfast/cqrs/subscriptions";
import { say } from "@holdfast/cqrs/subscriptions/contract";
import { describe, expect, test } from "vitest";

import { Away, isTransient, never, notingStage as stage } from "../../test/noting-stage.ts";

const id = { name: "noting", revision: 1 };
const unaborted = new AbortController().signal;

/** Hears of each handling of events. */
function delivering(
  deliver: (events: readonly StoredEvent[], signal: AbortSignal) => Promise<void>,
) {
  return { ...id, deliver } satisfies Subscription<InMemoryTransaction>;
}

/** Notes how long is slept, lease renewals aside. */
function recorded(sleep: Sleep) {
  const rests: number[] = [];
  const recording: Sleep = (ms, signal) => {
    if (ms <= 10_000) rests.push(ms);
    return sleep(ms, signal);
  };
  return { rests, sleep: recording, leaseMs: 300_000 };
}

describe("an event that cannot be handled", () => {
  test("is tried again after 100 ms, doubled up to 10 s, and then stops the subscription once", async () => {
    const { append, errors, run, sleep, store } = stage();
    const { rests, ...options } = recorded(sleep);
    await append(1);
    const failing = delivering(() => Promise.reject(new RangeError("x".repeat(3_000))));
    await using _run = run(options, { ...failing, onFailure: { retries: 9 } });
    await sleep(60_000, unaborted);
    expect(rests.filter((ms) => ms >= 100).slice(0, 9)).toEqual([
      100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000,
    ]);
    const lastError = `event 1: ${"x".repeat(2_000)}`;
    expect(await store.status(id)).toMatchObject({ state: "stopped", lastError, attempts: 10 });
    expect(errors).toEqual(Array.from({ length: 10 }, () => expect.any(RangeError)));
  });

  test("may be blamed by anything that is thrown", async () => {
    const { append, run, sleep, store } = stage();
    await append(1);
    const failing = delivering(() => Promise.reject("no room")); // oxlint-disable-line prefer-promise-reject-errors -- a handler may
    await using _run = run({}, failing);
    await sleep(1_000, unaborted);
    expect(await store.status(id)).toMatchObject({ lastError: "event 1: no room" });
  });

  test("that is put aside is neither handled nor skipped, and the next is not kept waiting", async () => {
    const { append, arrived, run } = stage();
    const batches: Partial<BatchHandled>[] = [];
    const onBatch = ({ events, skipped, position }: BatchHandled): void =>
      void batches.push({ events, skipped, position });
    const choking = delivering(async (events) => {
      if (events.some(({ position }) => position === 2n)) throw new RangeError("no");
    });
    const to = await append(3);
    await using _run = run({ onBatch }, { ...choking, onFailure: { giveUp: "park" } });
    await arrived(to);
    expect(batches).toEqual([
      { events: 1, skipped: 0, position: 1n },
      { events: 0, skipped: 0, position: 2n },
      { events: 1, skipped: 0, position: 3n },
    ]);
  });
});

describe("a parked event that somebody asked for", () => {
  test("is looked for once a second, and is not blamed for a store that is away", async () => {
    const lookedAtMs: number[] = [];
    let isAway = true;
    let isBroken = true;
    const { append, arrived, errors, nowMs, run, sleep, store } = stage((kept) => ({
      isTransient,
      replaysAsked(of, max) {
        lookedAtMs.push(nowMs());
        return kept.replaysAsked(of, max);
      },
      async unpark(parked, work) {
        if (!isAway) return kept.unpark(parked, work);
        isAway = false;
        throw new Away();
      },
    }));
    const choking = delivering(async () => {
      if (isBroken) throw new RangeError("no");
    });
    const to = await append(1);
    await using _run = run({ leaseMs: 300_000 }, { ...choking, onFailure: { giveUp: "park" } });
    await arrived(to);
    await sleep(10_000, unaborted);
    const gaps = lookedAtMs.slice(1).map((ms, at) => ms - (lookedAtMs[at] ?? 0));
    expect(gaps.length).toBeGreaterThan(4);
    for (const gapMs of gaps) expect(gapMs).toBeGreaterThanOrEqual(1_000);
    isBroken = false;
    await store.askReplay({ ...id, position: to });
    await sleep(10_000, unaborted);
    expect(await store.parked(id, 5)).toEqual([]);
    expect(errors).toEqual([expect.any(RangeError), expect.any(Away)]);
  });
});

describe("a log that is read", () => {
  test("in pages without an event is read on without a rest, and bothers no handler", async () => {
    // A store may look at so much of the log for one page, and find nothing there.
    const { append, arrived, nowMs, run, store } = stage((kept) => ({
      async readPage(query) {
        const page = await kept.readPage({ ...query, filter: {}, max: 1 });
        return { ...page, events: page.to < 8n ? [] : page.events };
      },
    }));
    await append(8);
    const batches: (readonly bigint[])[] = [];
    let tookMs = -1;
    const beganMs = nowMs();
    const noting = delivering(async (events) => {
      batches.push(events.map(({ position }) => position));
      tookMs = nowMs() - beganMs;
    });
    await using _run = run({}, noting);
    await arrived(8n);
    expect(batches).toEqual([[8n]]);
    // Less than one look at a log that has nothing new.
    expect(tookMs).toBeLessThan(25);
    expect(await store.status(id)).toMatchObject({ attempts: 0 });
  });

  test("and holds nothing that is wanted calls neither kind of handler", async () => {
    const calls: string[] = [];
    const { append, arrived, run } = stage();
    const filter = { types: ["Sung"] };
    const to = await append(3);
    {
      await using _run = run({}, { ...delivering(async () => void calls.push("deliver")), filter });
      await arrived(to);
    }
    const more = await append(3);
    const eachBatch = async (): Promise<void> => void calls.push("eachBatch");
    await using _run = run({}, { ...id, eachBatch, filter });
    await arrived(more);
    expect(calls).toEqual([]);
  });

  test("in pages without an event ends the run where the checkpoint cannot move for good", async () => {
    const { append, run } = stage((kept) => ({
      readPage: async (query) => ({ ...(await kept.readPage(query)), events: [], to: 1n }),
      advance: never,
    }));
    await append(3);
    await expect(run().ended).rejects.toThrow(RangeError);
  });

  test("may be filtered by other things than the types that a catalogue knows", async () => {
    const { append, arrived, noted, run, subscription } = stage();
    const to = await append(2);
    const catalogue = { schemaVersions: { Said: 1 } };
    const filter = { categories: ["log"] };
    await using _run = run({}, { ...subscription, catalogue, filter });
    await arrived(to);
    expect(noted).toEqual([1n, 2n]);
  });

  test("goes on in small pages where no more than one of them is left", async () => {
    const asked: number[] = [];
    const { append, arrived, run } = stage((kept) => ({
      readPage(query) {
        asked.push(query.max);
        return kept.readPage(query);
      },
    }));
    const to = await append(4);
    await using _run = run({ batchMax: 2, catchUpMax: 5 });
    await arrived(to);
    expect(new Set(asked)).toEqual(new Set([2]));
  });

  test("to its end is looked at again after a rest, and what has come by then is one batch", async () => {
    const { append, arrived, run, sleep } = stage();
    const batches: number[] = [];
    const onBatch = ({ events }: BatchHandled): void => void batches.push(events);
    await append(1);
    await using _run = run({ gatherMs: 500, leaseMs: 300_000, onBatch });
    await arrived(1n);
    for (const _ of [1, 2, 3]) {
      await append(1);
      await sleep(100, unaborted);
    }
    await arrived(4n);
    expect(batches).toEqual([1, 3]);
  });

  test("is told of, with the time it takes to read and to handle", async () => {
    const { append, arrived, run, sleep } = stage((kept) => ({
      async readPage(query) {
        await sleep(30, unaborted);
        return kept.readPage(query);
      },
    }));
    const polls: unknown[] = [];
    const batches: number[] = [];
    const to = await append(2);
    const slow = delivering(() => sleep(70, unaborted).then(() => undefined));
    await using _run = run(
      {
        leaseMs: 300_000,
        onPoll: (poll) => void polls.push(poll),
        onBatch: ({ handledMs }) => void batches.push(handledMs),
      },
      slow,
    );
    await arrived(to);
    expect(polls[0]).toEqual({ events: 2, tookMs: 30 });
    expect(batches).toEqual([70]);
  });
});

describe("a checkpoint where little is wanted", () => {
  const filter = { categories: ["log"] };

  test("moves a second after it moved last, and what is wanted is not kept waiting by that", async () => {
    const { append, arrived, events, nowMs, run, sleep, subscription } = stage();
    const moves: bigint[] = [];
    const movedAtMs: number[] = [];
    const onBatch = ({ position }: BatchHandled): void => {
      moves.push(position);
      movedAtMs.push(nowMs());
    };
    await say(events, "other-1", "a");
    await using _run = run({ onBatch, leaseMs: 300_000 }, { ...subscription, filter });
    await arrived(1n);
    await say(events, "other-1", "b");
    await sleep(100, unaborted);
    await append(1);
    await sleep(200, unaborted);
    await say(events, "other-1", "c");
    await sleep(1_000, unaborted);
    expect(moves).toEqual([1n, 3n, 4n]);
    const [, wantedMs, lastMs] = movedAtMs.map((ms) => ms - (movedAtMs[0] ?? 0));
    expect(wantedMs).toBeLessThan(300);
    expect(lastMs).toBe(1_000);
  });

  test("is not held up by a clock that was set back", async () => {
    const { arrived, events, nowMs, run, sleep, store, subscription } = stage();
    let offMs = 0;
    await say(events, "other-1", "a");
    const set = { nowMs: () => nowMs() + offMs };
    await using _run = run(set, { ...subscription, filter });
    await arrived(1n);
    offMs = -3_600_000;
    const to = await say(events, "other-1", "b");
    await sleep(2_000, unaborted);
    expect(await store.position(id)).toBe(to);
  });
});
