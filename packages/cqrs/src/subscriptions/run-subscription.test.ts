import type {
  InMemoryTransaction,
  PageQuery,
  Sleep,
  Subscription,
} from "@holdfast/cqrs/subscriptions";
import { positions } from "@holdfast/cqrs/subscriptions/contract";
import { expect, test } from "vitest";

import { Away, isTransient, never, notingStage as stage } from "../../test/noting-stage.ts";

test("a batch has a thousand events, and five thousand when it is further behind than that", async () => {
  const queries: PageQuery[] = [];
  const { append, arrived, run } = stage((kept) => ({
    readPage(query) {
      queries.push(query);
      return kept.readPage(query);
    },
  }));
  for (let step = 0; step < 8; step += 1) await append(1_000);
  await using _run = run();
  await arrived(8_000n);
  expect(queries.slice(0, 3)).toMatchObject([
    { after: 0n, max: 1_000, bytesMax: 4_194_304 },
    { after: 1_000n, max: 5_000 },
    { after: 6_000n, max: 5_000 },
  ]);
  expect(queries.at(-1)).toMatchObject({ after: 8_000n, max: 1_000 });
});

test("the next batch is read while the present one is handled", async () => {
  const isRead = Promise.withResolvers<void>();
  const { append, arrived, noted, run, subscription } = stage((kept) => ({
    readPage(query) {
      if (query.after === 2n) isRead.resolve();
      return kept.readPage(query);
    },
  }));
  const to = await append(4);
  const patient: Subscription<InMemoryTransaction> = {
    name: "noting",
    revision: 1,
    async eachBatch(batch, tx, signal) {
      await isRead.promise;
      if ("eachBatch" in subscription) await subscription.eachBatch(batch, tx, signal);
    },
  };
  await using _run = run({ batchMax: 2, catchUpMax: 2 }, patient);
  await arrived(to);
  expect(noted).toEqual(positions(0n, to));
});

test("a store that is away for whoever delivers is waited for too", async () => {
  let left = 3;
  const told: bigint[] = [];
  const { append, arrived, run, store } = stage(() => ({ isTransient }));
  const to = await append(2);
  const deliver = async (batch: readonly { readonly position: bigint }[]): Promise<void> => {
    left -= 1;
    if (left >= 0) throw new Away();
    told.push(...batch.map(({ position }) => position));
  };
  const delivering = {
    name: "noting",
    revision: 1,
    deliver,
    onFailure: { giveUp: "park" },
  } as const;
  await using _run = run({}, delivering);
  await arrived(to);
  expect(told).toEqual([1n, 2n]);
  expect(await store.parked(delivering, 10)).toEqual([]);
});

test("a store that is away is waited for, and blamed on nobody", async () => {
  let left = 6;
  const fails = (): void => {
    left -= 1;
    if (left >= 0) throw new Away();
  };
  const { append, arrived, errors, noted, run, store, subscription } = stage((kept) => ({
    isTransient,
    async claim(id, request) {
      if (left > 4) fails();
      return kept.claim(id, request);
    },
    async readPage(query) {
      if (left > 2) fails();
      return kept.readPage(query);
    },
    async advance(step, work) {
      fails();
      return kept.advance(step, work);
    },
  }));
  const to = await append(3);
  await using _run = run();
  await arrived(to);
  expect(errors).toHaveLength(6);
  expect(noted).toEqual(positions(0n, to));
  expect(await store.status(subscription)).toMatchObject({ attempts: 0, parked: 0 });
});

test("a commit whose answer is lost is not made twice: the checkpoint is read again", async () => {
  let isLost = false;
  const { append, arrived, noted, run } = stage((kept) => ({
    isTransient,
    async advance(step, work) {
      await kept.advance(step, work);
      if (isLost) return;
      isLost = true;
      throw new Away();
    },
  }));
  const to = await append(3);
  await using _run = run();
  await arrived(to);
  const more = await append(2);
  await arrived(more);
  expect(isLost).toBe(true);
  expect(noted).toEqual(positions(0n, more));
});

test("an owner that cannot renew its lease asks for the subscription anew", async () => {
  const claims: string[] = [];
  let renewals = 0;
  const { append, arrived, run } = stage((kept) => ({
    async claim(id, request) {
      const claim = await kept.claim(id, request);
      claims.push(claim.state);
      return claim;
    },
    async renew(holding, turn) {
      renewals += 1;
      return renewals === 2 ? false : kept.renew(holding, turn);
    },
  }));
  await using _run = run({ leaseMs: 300 });
  while (claims.length < 2) await arrived(await append(1));
  await arrived(await append(1));
  expect(claims).toEqual(["mine", "mine"]);
});

test("a handler that hangs keeps the lease, but its heartbeat grows old", async () => {
  const { append, nowMs, run, sleep, store, subscription } = stage();
  await append(1);
  const hanging: Subscription<InMemoryTransaction> = {
    name: "noting",
    revision: 1,
    eachBatch: (_batch, _tx, signal) => sleep(1e9, signal).then(() => undefined),
  };
  await using _run = run({ leaseMs: 300 }, hanging);
  const untilMs = nowMs() + 10_000;
  while (nowMs() < untilMs) await sleep(100, new AbortController().signal);
  const claim = await store.claim(subscription, { owner: "bob", leaseMs: 1, startAfter: 0n });
  expect(claim.state).toBe("held");
  expect((await store.status(subscription))?.heartbeatAgeMs).toBeGreaterThan(9_000);
});

test("where nothing tells of new events it looks after 25 ms, then less often, once a second at last", async () => {
  const { append, arrived, run, sleep } = stage();
  const rests: number[] = [];
  const recording: Sleep = (ms, signal) => {
    if (ms <= 1_000) rests.push(ms);
    return sleep(ms, signal);
  };
  await using _run = run({ sleep: recording, leaseMs: 30_000 });
  while (rests.length < 9) await sleep(500, new AbortController().signal);
  expect(rests.slice(0, 9)).toEqual([0, 25, 50, 100, 200, 400, 800, 1_000, 1_000]);
  await arrived(await append(1));
  const { length } = rests;
  while (rests.length === length) await sleep(1, new AbortController().signal);
  expect(rests.slice(8).find((ms) => ms < 1_000)).toBe(25);
});

test("a log of which nothing is wanted moves the checkpoint at once, then once a second", async () => {
  let ring = (): void => undefined;
  const { append, arrived, run, store, subscription, sleep, nowMs } = stage((kept) => ({
    watch(onGrown, signal) {
      ring = onGrown;
      return kept.watch(onGrown, signal);
    },
  }));
  const moves: number[] = [];
  const onBatch = (): void => void moves.push(nowMs());
  await using _run = run({ onBatch }, { ...subscription, filter: { types: ["Sung"] } });
  await arrived(await append(1));
  const beganMs = nowMs();
  let head = 0n;
  while (nowMs() < beganMs + 3_500) {
    head = await append(1);
    ring();
    await sleep(10, new AbortController().signal);
  }
  expect(moves).toHaveLength(4);
  await arrived(head);
  expect(await store.status(subscription)).toMatchObject({ lagEvents: 0n });
  const gaps = moves.slice(1).map((ms, at) => ms - (moves[at] ?? 0));
  for (const gapMs of gaps) expect(gapMs).toBeGreaterThanOrEqual(1_000);
});

test("what can be neither waited for nor blamed on an event ends the run", async () => {
  const unread = stage(() => ({ readPage: never }));
  await expect(unread.run().ended).rejects.toThrow(RangeError);
  const unwatched = stage(() => ({ watch: never }));
  await expect(unwatched.run().ended).rejects.toThrow(RangeError);
  const unstopped = stage(() => ({ advance: never, stop: never }));
  await unstopped.append(1);
  await expect(unstopped.run().ended).rejects.toThrow(RangeError);
});

test("each move of the checkpoint is told, with what is left", async () => {
  const batches: unknown[] = [];
  const { append, arrived, run } = stage();
  const to = await append(5);
  await using _run = run({
    batchMax: 2,
    catchUpMax: 2,
    onBatch: ({ events, position, lagEvents }) =>
      void batches.push({ events, position, lagEvents }),
  });
  await arrived(to);
  expect(batches).toEqual([
    { events: 2, position: 2n, lagEvents: 3n },
    { events: 2, position: 4n, lagEvents: 1n },
    { events: 1, position: 5n, lagEvents: 0n },
  ]);
});
