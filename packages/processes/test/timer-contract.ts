import { randomUUID } from "node:crypto";

import { type EventStore, exactly, type NewEvent } from "@holdfast/cqrs/event-store";
import { describe, expect, it } from "vitest";

import type { ClaimedTimers, DueTimer, TimerStore } from "../src/timer-store.ts";

/** Where the contract of timers is tried. */
export type TimerStage = {
  readonly timers: TimerStore;
  /** The log behind it. */
  readonly events: EventStore;
  /** Lets time pass for timers, or sets their clock back. */
  readonly pass: (ms: number) => void;
};

const tenant = "00000000-0000-0000-0000-000000000000";
const MINUTE = 60_000;
const LEASE = { max: 100, leaseMs: 30_000 } as const;

/** What every store of timers keeps, told as tests. Each has categories and streams of its own. */
export function timerContract(stage: () => TimerStage): void {
  describe("handing out", () => {
    handingOut(stage);
  });
  describe("events", () => {
    eventsOfTimers(stage);
  });
  describe("operating", () => {
    operating(stage);
    givingBack(stage);
    byHand(stage);
  });
}

/** What the tests of the contract do with a stage. */
function timerTools(stage: () => TimerStage) {
  const fresh = (): string => `c${randomUUID().replaceAll("-", "")}`;
  const claim = (category: string, max = 100): Promise<ClaimedTimers> =>
    stage().timers.claim({ ...LEASE, category, max });
  const names = async (category: string): Promise<readonly string[]> =>
    (await claim(category)).timers.map(({ timer }) => timer);
  const only = async (category: string): Promise<DueTimer> => {
    const [timer, ...more] = (await claim(category)).timers;
    if (timer === undefined || more.length > 0) throw new RangeError("not just one timer is due");
    return timer;
  };
  const append = async (streamId: string, events: readonly NewEvent[]) => {
    const commands = [{ commandId: randomUUID(), events, meta: { correlationId: "story" } }];
    return stage().timers.events.append({ tenant, streamId, expect: "any", commands });
  };
  const set = async (streamId: string, timer: string, { inMs = 0, number = 1 } = {}) => {
    const dueAt = new Date((await stage().timers.nowMs()) + inMs).toISOString();
    const event = { type: "TimerSet", timer, number, dueAt, message: { type: "Ring" } };
    await append(streamId, [event]);
    return { event, dueAt };
  };
  const running = async (category: string) => {
    const all = await stage().timers.running({ tenant, max: 10_000 });
    return all.filter(({ streamId }) => streamId.startsWith(category));
  };
  return { fresh, claim, names, only, append, set, running };
}

function handingOut(stage: () => TimerStage): void {
  const { claim, fresh, names, only, running, set } = timerTools(stage);

  it("hands a timer out when it is due, not before, with its time", async () => {
    const category = fresh();
    const { dueAt } = await set(`${category}-1`, "bell", { inMs: 5 * MINUTE });
    const early = await claim(category);
    expect(early.timers).toEqual([]);
    expect(early.nextInMs).toBeGreaterThan(4 * MINUTE);
    expect(early.nextInMs).toBeLessThanOrEqual(5 * MINUTE);
    stage().pass(5 * MINUTE);
    expect(await only(category)).toEqual({
      tenant,
      streamId: `${category}-1`,
      timer: "bell",
      number: 1,
      dueAt: new Date(dueAt),
      correlationId: "story",
      attempts: 1,
    });
  });

  it("hands out the earliest first, so many at a time, and only those of a category", async () => {
    const [category, other] = [fresh(), fresh()];
    await set(`${category}-1`, "late", { inMs: -1_000 });
    await set(`${category}-2`, "early", { inMs: -3_000 });
    await set(`${category}-3`, "middle", { inMs: -2_000 });
    await set(`${other}-1`, "other", { inMs: -9_000 });
    const { timers, nextInMs } = await claim(category, 2);
    expect(timers.map(({ timer }) => timer)).toEqual(["early", "middle"]);
    expect(nextInMs).toBeLessThanOrEqual(0);
    expect(await names(category)).toEqual(["late"]);
  });

  it("hands a timer to one at a time, and to somebody else after the lease", async () => {
    const category = fresh();
    await set(`${category}-1`, "bell");
    const first = await only(category);
    expect(await names(category)).toEqual([]);
    stage().pass(LEASE.leaseMs + 1);
    const second = await only(category);
    expect([first.attempts, second.attempts]).toEqual([1, 2]);
    await stage().timers.drop(first);
    await stage().timers.postpone(first, { forMs: 0, error: "late" });
    expect((await running(category))[0]).toMatchObject({ failures: 0 });
    await stage().timers.drop(second);
    expect(await running(category)).toEqual([]);
  });

  it("shares timers out among those who ask at the same time", async () => {
    const category = fresh();
    const all = Array.from({ length: 40 }, (_, at) => `timer-${at}`);
    for (const timer of all) await set(`${category}-1`, timer);
    const asked = await Promise.all(Array.from({ length: 4 }, () => claim(category, 15)));
    const found = asked.flatMap(({ timers }) => timers.map(({ timer }) => timer));
    expect(new Set(found).size).toBe(found.length);
    const rest = await names(category);
    expect([...found, ...rest].toSorted()).toEqual(all.toSorted());
  });
}

function eventsOfTimers(stage: () => TimerStage): void {
  const { append, fresh, names, only, running, set } = timerTools(stage);

  it("takes a timer away with the event that says so", async () => {
    const category = fresh();
    for (const type of ["TimerCancelled", "TimerFired"]) {
      await set(`${category}-1`, type);
      await append(`${category}-1`, [{ type, timer: type }]);
    }
    expect(await running(category)).toEqual([]);
  });

  it("sets a timer anew under its name, and forgets what came of the one before", async () => {
    const category = fresh();
    await set(`${category}-1`, "bell");
    const first = await only(category);
    await set(`${category}-1`, "bell", { inMs: MINUTE, number: 2 });
    await stage().timers.drop(first);
    expect(await names(category)).toEqual([]);
    stage().pass(MINUTE);
    expect(await only(category)).toMatchObject({ number: 2, attempts: 1 });
  });

  it("counts what an append does to a timer as a whole", async () => {
    const category = fresh();
    const { event } = await set(`${category}-1`, "bell");
    const cancelled = { type: "TimerCancelled", timer: "bell" };
    await append(`${category}-1`, [cancelled, { ...event, number: 2 }]);
    await append(`${category}-2`, [event, cancelled]);
    const left = await running(category);
    expect(left.map(({ streamId, number }) => [streamId, number])).toEqual([[`${category}-1`, 2]]);
  });

  it("changes nothing by an append that is refused, or was accepted before", async () => {
    const category = fresh();
    const commands = [
      { commandId: randomUUID(), events: [(await set(`${category}-9`, "bell")).event] },
    ];
    const request = { tenant, streamId: `${category}-1`, expect: "any", commands } as const;
    const { events } = stage().timers;
    expect(await events.append({ ...request, expect: exactly(7) })).toHaveProperty("code");
    expect(await events.append(request)).toMatchObject({ status: "ok" });
    await append(`${category}-1`, [{ type: "TimerCancelled", timer: "bell" }]);
    expect(await events.append(request)).toMatchObject({ status: "duplicate" });
    expect((await running(category)).map(({ streamId }) => streamId)).toEqual([`${category}-9`]);
  });

  it("keeps the events of many appends at once, with their timers", async () => {
    const category = fresh();
    const streams = Array.from({ length: 50 }, (_, at) => `${category}-${at}`);
    await Promise.all(streams.map((streamId) => set(streamId, "bell")));
    expect(await running(category)).toHaveLength(50);
    for (const streamId of streams) {
      expect((await stage().events.loadStream({ tenant, streamId })).version).toBe(1);
    }
  });
}

function operating(stage: () => TimerStage): void {
  const { fresh, running, set } = timerTools(stage);

  it("shows the timers of a tenant, the earliest first", async () => {
    const category = fresh();
    await set(`${category}-1`, "late", { inMs: 2 * MINUTE });
    await set(`${category}-1`, "early", { inMs: MINUTE });
    const found = (await running(category)).map(({ timer }) => timer);
    expect(found).toEqual(["early", "late"]);
    const nobody = { tenant: randomUUID(), max: 10_000 };
    expect(await stage().timers.running(nobody)).toEqual([]);
  });
}

function givingBack(stage: () => TimerStage): void {
  const { fresh, names, only, running, set } = timerTools(stage);

  it("gives a timer back for a while, and remembers why", async () => {
    const category = fresh();
    await set(`${category}-1`, "bell");
    await stage().timers.postpone(await only(category), { forMs: MINUTE, error: "no way" });
    expect(await names(category)).toEqual([]);
    expect(await running(category)).toMatchObject([{ failures: 1, lastError: "no way" }]);
    stage().pass(MINUTE);
    expect(await only(category)).toMatchObject({ attempts: 2 });
  });

  it("is not early with a timer that was given back by a clock that went back meanwhile", async () => {
    const category = fresh();
    await set(`${category}-1`, "bell", { inMs: MINUTE });
    stage().pass(MINUTE);
    const timer = await only(category);
    stage().pass(-MINUTE);
    await stage().timers.postpone(timer, { forMs: 1_000, error: "no way" });
    stage().pass(2_000);
    expect(await names(category)).toEqual([]);
    stage().pass(MINUTE);
    expect(await names(category)).toEqual(["bell"]);
  });
}

function byHand(stage: () => TimerStage): void {
  const { fresh, names, only, running, set } = timerTools(stage);

  it("cancels a timer for somebody, and says so in the history of its process", async () => {
    const category = fresh();
    const streamId = `${category}-1`;
    await set(streamId, "bell", { inMs: MINUTE });
    await set(streamId, "other", { inMs: MINUTE, number: 2 });
    const one = { tenant, streamId, timer: "bell" };
    const { timers, events } = stage();
    expect(await timers.cancel({ ...one, number: 7 }, {})).toBe(false);
    expect(await timers.cancel({ ...one, number: 1 }, { actor: "ann" })).toBe(true);
    expect(await timers.cancel({ ...one, number: 1 }, { actor: "ann" })).toBe(false);
    expect((await running(category)).map(({ timer }) => timer)).toEqual(["other"]);
    const [last] = (await events.readStream({ tenant, streamId, max: 10 })).slice(-1);
    expect(last).toMatchObject({
      event: { type: "TimerCancelled", timer: "bell" },
      meta: { actor: "ann" },
    });
  });

  it("cancels a timer that its process does not know", async () => {
    const category = fresh();
    const one = { tenant, streamId: `${category}-1`, timer: "bell", number: 1 };
    await set(one.streamId, "bell");
    // Behind the back of the timers.
    const commands = [
      { commandId: randomUUID(), events: [{ type: "TimerCancelled", timer: "bell" }] },
    ];
    await stage().events.append({ tenant, streamId: one.streamId, expect: "any", commands });
    expect(await running(category)).toHaveLength(1);
    expect(await stage().timers.cancel(one, {})).toBe(true);
    expect(await running(category)).toEqual([]);
  });

  it("hands a timer out once when somebody wants it, though it is not due", async () => {
    const category = fresh();
    const one = { tenant, streamId: `${category}-1`, timer: "bell" };
    await set(one.streamId, "bell", { inMs: MINUTE });
    const { timers } = stage();
    expect(await timers.fire({ ...one, number: 7 })).toBe(false);
    expect(await names(category)).toEqual([]);
    expect(await timers.fire({ ...one, number: 1 })).toBe(true);
    const timer = await only(category);
    await timers.postpone(timer, { forMs: 1_000, error: "no way" });
    stage().pass(2_000);
    expect(await names(category)).toEqual([]);
    stage().pass(MINUTE);
    expect(await names(category)).toEqual(["bell"]);
  });

  it("hands out a timer that failed before its rest is over when somebody wants it", async () => {
    const category = fresh();
    await set(`${category}-1`, "bell");
    const timer = await only(category);
    await stage().timers.postpone(timer, { forMs: MINUTE, error: "no way" });
    expect(await stage().timers.fire(timer)).toBe(true);
    expect(await only(category)).toMatchObject({ attempts: 2 });
  });
}
