import {
  type InMemoryTransaction,
  runSubscription,
  type Sleep,
  type Subscription,
} from "@holdfast/cqrs/subscriptions";
import { positions } from "@holdfast/cqrs/subscriptions/contract";
import { describe, expect, test } from "vitest";

import { Away, isTransient, never, notingStage as stage } from "../../test/noting-stage.ts";

const id = { name: "noting", revision: 1 };
const unaborted = new AbortController().signal;

describe("the hands it is in", () => {
  test("let go as soon as the run ends, so that the next owner begins at once", async () => {
    const { append, arrived, nowMs, run, sleep, store } = stage();
    const to = await append(1);
    let endMs = 0;
    {
      await using _run = run({ leaseMs: 300_000 });
      await arrived(to);
      // By now it rests for a second at a time.
      await sleep(10_300, unaborted);
      endMs = nowMs();
    }
    expect(nowMs()).toBe(endMs);
    const claim = await store.claim(id, { owner: "bob", leaseMs: 1, startAfter: 0n });
    expect(claim).toMatchObject({ state: "mine", position: to });
  });

  test.each([
    ["when the lease of another runs out", 300, 300],
    ["once a second, however long that lease is", 100_000, 3_000],
  ])("ask %s", async (_when, leaseMs, releasedMs) => {
    const { append, arrived, nowMs, run, sleep, store } = stage();
    const to = await append(1);
    const claim = await store.claim(id, { owner: "bob", leaseMs, startAfter: 0n });
    const beganMs = nowMs();
    await using _run = run();
    await sleep(releasedMs, unaborted);
    if ("epoch" in claim) await store.release({ ...id, epoch: claim.epoch });
    await arrived(to);
    expect(nowMs() - beganMs).toBeGreaterThanOrEqual(releasedMs);
    expect(nowMs() - beganMs).toBeLessThan(releasedMs + (leaseMs < 1_000 ? 60 : 1_060));
  });

  test("tell of a lease that they could not let go, and are done all the same", async () => {
    const { append, arrived, errors, run } = stage(() => ({ release: never }));
    const to = await append(1);
    {
      await using _run = run();
      await arrived(to);
    }
    expect(errors).toEqual([expect.any(RangeError)]);
  });

  test("go on where a lease could not be renewed for a moment", async () => {
    const claims: string[] = [];
    let renewals = 0;
    const { append, arrived, errors, noted, run, sleep } = stage((kept) => ({
      async claim(of, request) {
        claims.push(request.owner);
        return kept.claim(of, request);
      },
      async renew(holding, turn) {
        renewals += 1;
        if (renewals === 1) throw new Away();
        return kept.renew(holding, turn);
      },
    }));
    await using _run = run({ leaseMs: 300 });
    await sleep(1_000, unaborted);
    const to = await append(2);
    await arrived(to);
    expect(renewals).toBeGreaterThan(2);
    expect(errors).toEqual([expect.any(Away)]);
    expect([claims, noted]).toEqual([["ann"], positions(0n, to)]);
  });

  test("take back the batch under way when the subscription is somebody else's, and ask anew", async () => {
    let isLost = true;
    const { append, arrived, errors, noted, run, sleep, subscription } = stage((kept) => ({
      async renew(holding, turn) {
        if (!isLost) return kept.renew(holding, turn);
        isLost = false;
        return false;
      },
    }));
    const to = await append(2);
    const hanging: Subscription<InMemoryTransaction> = {
      ...id,
      async eachBatch(batch, tx, signal) {
        if (isLost) await sleep(1e9, signal);
        if ("eachBatch" in subscription) await subscription.eachBatch(batch, tx, signal);
      },
    };
    await using _run = run({ leaseMs: 300 }, hanging);
    await arrived(to);
    expect([noted, errors]).toEqual([positions(0n, to), []]);
  });

  test("blame nobody for what is thrown because the run ends", async () => {
    const { append, errors, run, sleep } = stage();
    await append(1);
    {
      await using _run = run(
        {},
        {
          ...id,
          deliver: (_events, signal) => sleep(1e9, signal).then(never),
        },
      );
      await sleep(100, unaborted);
    }
    expect(errors).toEqual([]);
    const ending: { run?: AsyncDisposable } = {};
    const closing = stage((kept) => ({
      async claim(of, request) {
        await kept.claim(of, request);
        void ending.run?.[Symbol.asyncDispose]();
        throw new RangeError("the pool is closed");
      },
    }));
    ending.run = closing.run();
    await ending.run[Symbol.asyncDispose]();
    expect(closing.errors).toEqual([]);
  });
});

describe("a run", () => {
  test("looks at once when the store says that the log has grown", async () => {
    let ring = (): void => undefined;
    const { append, arrived, nowMs, run, sleep } = stage((kept) => ({
      watch(onGrown, signal) {
        ring = onGrown;
        return kept.watch(onGrown, signal);
      },
    }));
    await using _run = run({ leaseMs: 300_000 });
    // By now it looks once a second.
    await sleep(10_000, unaborted);
    const to = await append(1);
    const beganMs = nowMs();
    ring();
    await arrived(to);
    expect(nowMs() - beganMs).toBeLessThan(50);
  });

  test("does not rest on what it was told while it looked", async () => {
    let ring = (): void => undefined;
    let isLate = false;
    const { append, arrived, nowMs, run, sleep } = stage((kept) => ({
      watch(onGrown, signal) {
        ring = onGrown;
        return kept.watch(onGrown, signal);
      },
      async readPage(query) {
        const page = await kept.readPage(query);
        if (!isLate) return page;
        isLate = false;
        await append(1);
        ring();
        return page;
      },
    }));
    await using _run = run({ leaseMs: 300_000 });
    await sleep(10_000, unaborted);
    const beganMs = nowMs();
    isLate = true;
    await arrived(1n);
    // One rest of a second at most before it looked, and none after it.
    expect(nowMs() - beganMs).toBeLessThan(1_050);
  });

  test("rests 50 ms after a failure of the store, and longer only while nothing succeeds", async () => {
    let failures = [true, true, false, true];
    const { append, arrived, run, sleep } = stage((kept) => ({
      isTransient,
      async advance(step, work) {
        const [fails = false, ...later] = failures;
        failures = later;
        if (fails) throw new Away();
        return kept.advance(step, work);
      },
    }));
    const rests: number[] = [];
    const recording: Sleep = (ms, signal) => {
      rests.push(ms);
      return sleep(ms, signal);
    };
    await append(2);
    await using _run = run({ sleep: recording, batchMax: 1, catchUpMax: 1 });
    await arrived(2n);
    expect(rests.filter((ms) => ms >= 50 && ms <= 100).slice(0, 3)).toEqual([50, 100, 50]);
  });

  test("needs nobody to hear of what goes wrong", async () => {
    let claims = 0;
    const { append, arrived, nowMs, sleep, store, subscription } = stage();
    const failing: typeof store = {
      ...store,
      isTransient,
      release: never,
      renew: never,
      async claim(of, request) {
        claims += 1;
        if (claims === 1) throw new Away();
        return store.claim(of, request);
      },
    };
    const options = { owner: "ann", leaseMs: 300, nowMs, sleep };
    const runOn = (on: typeof store, handling: typeof subscription) => {
      const stop = new AbortController();
      const ended = runSubscription(handling, { ...options, store: on, signal: stop.signal });
      return async (): Promise<void> => {
        stop.abort();
        await ended;
      };
    };
    const to = await append(1);
    const end = runOn(failing, subscription);
    await sleep(1_000, unaborted);
    await arrived(to);
    await end();
    const beyond = { ...subscription, name: "beyond", startAfter: 9n };
    const endBeyond = runOn(store, beyond);
    await sleep(1_000, unaborted);
    await endBeyond();
    expect(await store.status(beyond)).toMatchObject({ state: "stopped" });
  });
});
