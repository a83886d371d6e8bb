import { describe, expect, it } from "vitest";

import { skippingClock } from "../../../test/in-memory/skipping-clock.ts";
import { RequestPacer } from "./request-pacer.ts";

const { signal } = new AbortController();

function pacing(perSecond: number) {
  const clock = skippingClock();
  const pacer = new RequestPacer(perSecond, clock);
  /** The time between one turn and the next, once a turn that was saved up is gone. */
  async function spacing(): Promise<number> {
    await pacer.turn(signal);
    await pacer.turn(signal);
    const before = clock.monotonic();
    await pacer.turn(signal);
    return clock.monotonic() - before;
  }
  return { clock, pacer, spacing };
}

describe("the pacer", () => {
  it("lets the first request go at once", async () => {
    const { clock, pacer } = pacing(10);
    await pacer.turn(signal);
    expect(clock.slept).toEqual([]);
  });

  it("spaces requests evenly, a little wider than the limit", async () => {
    expect(await pacing(10).spacing()).toBeCloseTo(102);
    expect(await pacing(5).spacing()).toBeCloseTo(204);
  });

  it("gives callers who come together one turn each, and the first two of them the same", async () => {
    const { clock, pacer } = pacing(10);
    await Promise.all([1, 2, 3, 4].map(() => pacer.turn(signal)));
    expect(clock.monotonic()).toBeCloseTo(204);
  });

  it("lets nobody into a full window after a request that left late", async () => {
    const clock = skippingClock();
    // Parsing a page held the thread up when the fifth request should have left.
    const sleep: typeof clock.sleep = async (milliseconds, untilAborted) => {
      await clock.sleep(milliseconds, untilAborted);
      if (clock.slept.length === 5) clock.pass(80);
    };
    const pacer = new RequestPacer(10, { ...clock, sleep });
    const departures: number[] = [];
    for (let request = 0; request < 30; request += 1) {
      await pacer.turn(signal);
      departures.push(clock.monotonic());
    }
    const windows = departures.slice(10).map((at, index) => at - (departures[index] ?? 0));
    expect(Math.min(...windows)).toBeGreaterThan(1000);
  });

  it("counts a request from when its bytes left", async () => {
    const { clock, pacer } = pacing(10);
    const departures: number[] = [];
    for (let request = 0; request < 11; request += 1) {
      const departure = await pacer.turn(signal);
      // The connections of the first two were made while a page held the thread up.
      if (request === 1) clock.pass(150);
      departure.sent();
      departures.push(clock.monotonic());
    }
    const [, second = 0] = departures;
    await pacer.turn(signal);
    expect(clock.monotonic() - second).toBeCloseTo(1_030);
  });

  it("saves up one turn that nobody took, and no more", async () => {
    const { clock, pacer } = pacing(10);
    await pacer.turn(signal);
    clock.pass(60_000);
    const before = clock.monotonic();
    const turns: number[] = [];
    for (let request = 0; request < 4; request += 1) {
      await pacer.turn(signal);
      turns.push(Math.round(clock.monotonic() - before));
    }
    expect(turns).toEqual([0, 0, 102, 204]);
  });

  it("makes up for a caller who came late", async () => {
    const { clock, pacer } = pacing(10);
    for (let request = 0; request < 3; request += 1) await pacer.turn(signal);
    clock.pass(150);
    await pacer.turn(signal);
    await pacer.turn(signal);
    expect(clock.monotonic()).toBeCloseTo(306);
  });

  it("knows no limit when there is none", async () => {
    expect(await pacing(0).spacing()).toBe(0);
  });

  it("halves the rate on 429 and stays away as long as it was asked to", async () => {
    const { clock, pacer, spacing } = pacing(10);
    pacer.throttled(3_000);
    await pacer.turn(signal);
    expect(clock.monotonic()).toBe(3_000);
    expect(await spacing()).toBeCloseTo(204);
    pacer.throttled(0);
    expect(await spacing()).toBeCloseTo(408);
  });

  it("is never slower than one request in ten seconds", async () => {
    const { pacer, spacing } = pacing(10);
    for (let times = 0; times < 20; times += 1) pacer.throttled(0);
    expect(await spacing()).toBeCloseTo(10_200);
  });

  it("wins the rate back in twenty answers, and no more than that", async () => {
    const { pacer, spacing } = pacing(10);
    pacer.throttled(0);
    pacer.answered();
    expect(await spacing()).toBeCloseTo(1020 / 5.5);
    for (let times = 0; times < 20; times += 1) pacer.answered();
    expect(await spacing()).toBeCloseTo(102);
  });

  it("falls back to ten a second where a 429 comes without a known limit, and recovers step by step", async () => {
    const { pacer, spacing } = pacing(0);
    pacer.throttled(0);
    expect(await spacing()).toBeCloseTo(102);
    pacer.answered();
    expect(await spacing()).toBeCloseTo(1020 / 10.5);
    for (let times = 0; times < 20; times += 1) pacer.answered();
    expect(await spacing()).toBeCloseTo(1020 / 20.5);
  });

  it("pauses without slowing down when it was only asked to wait", async () => {
    const { clock, pacer, spacing } = pacing(10);
    pacer.pause(7_000);
    await pacer.turn(signal);
    expect(clock.monotonic()).toBe(7_000);
    expect(await spacing()).toBeCloseTo(102);
  });

  it("holds back a caller who was already waiting when a pause was asked for", async () => {
    const clock = skippingClock();
    let pauses = 0;
    // Somebody else's request is answered 429 while this caller sleeps.
    const sleep: typeof clock.sleep = async (milliseconds, untilAborted) => {
      pauses += 1;
      if (pauses === 1) pacer.throttled(3_000);
      await clock.sleep(milliseconds, untilAborted);
    };
    const pacer = new RequestPacer(10, { ...clock, sleep });
    for (let request = 0; request < 3; request += 1) await pacer.turn(signal);
    expect(clock.monotonic()).toBe(3_000);
    expect(pauses).toBe(2);
  });

  it("refuses a turn to a caller who has given up", async () => {
    const { pacer } = pacing(10);
    await expect(pacer.turn(AbortSignal.abort())).rejects.toThrow("aborted");
  });
});
