import type {
  InMemoryTransaction,
  LogSpan,
  RunOptions,
  Subscription,
} from "@holdfast/cqrs/subscriptions";
import { describe, expect, test } from "vitest";

import { isTransient, Away, never, notingStage } from "../../test/noting-stage.ts";

type Handles = (span: LogSpan) => void;

const ID = { name: "noting", revision: 1 };

/** Told how far the log goes, and nothing of what is in it: the pages of its store cannot be read. */
function spanStage(handles: Handles = () => undefined) {
  const stage = notingStage(() => ({ readPage: never, isTransient }));
  const spans: LogSpan[] = [];
  const eachSpan = async (span: LogSpan, tx: InMemoryTransaction): Promise<void> => {
    handles(span);
    tx.whenCommitted(() => void spans.push(span));
  };
  const run = (
    options: Partial<RunOptions<InMemoryTransaction>> = {},
    more: Pick<Subscription<InMemoryTransaction>, "onFailure"> = {},
  ) => stage.run({ leaseMs: 300_000, ...options }, { ...ID, eachSpan, ...more });
  return { ...stage, spans, run };
}

function failsAt(position: bigint): Handles {
  return ({ after, upTo }) => {
    if (after < position && position <= upTo) throw new RangeError(`not ${position}`);
  };
}

describe("a subscription to spans", () => {
  test("is told of all positions once, in order and in batches, and of what comes later", async () => {
    const { append, arrived, run, spans } = spanStage();
    await append(5);
    await using _run = run({ batchMax: 2, catchUpMax: 3 });
    await arrived(5n);
    await append(1);
    await arrived(6n);
    expect(spans).toEqual([
      { after: 0n, upTo: 2n },
      { after: 2n, upTo: 5n },
      { after: 5n, upTo: 6n },
    ]);
  });

  test("counts what it handles, and skips nothing", async () => {
    const batches: unknown[] = [];
    const polls: number[] = [];
    const { append, arrived, run } = spanStage();
    await append(3);
    await using _run = run({
      onBatch: ({ events, skipped, position }) => void batches.push({ events, skipped, position }),
      onPoll: ({ events }) => void polls.push(events),
    });
    await arrived(3n);
    expect(batches).toEqual([{ events: 3, skipped: 0, position: 3n }]);
    expect(polls[0]).toBe(3);
  });

  test("stops at the one event that cannot be handled, with all before it done", async () => {
    const { append, errors, run, sleep, spans, store } = spanStage(failsAt(3n));
    await append(5);
    await using _run = run();
    await sleep(1_000, new AbortController().signal);
    expect(spans).toEqual([
      { after: 0n, upTo: 1n },
      { after: 1n, upTo: 2n },
    ]);
    const lastError = "event 3: not 3";
    expect(await store.status(ID)).toMatchObject({ state: "stopped", position: 2n, lastError });
    expect(errors).toHaveLength(2);
  });

  test("may put an event aside, and is told of it when somebody asks for it", async () => {
    let isBroken = true;
    const { append, arrived, run, sleep, spans, store } = spanStage((span) => {
      if (isBroken) failsAt(2n)(span);
    });
    await append(3);
    await using _run = run({}, { onFailure: { giveUp: "park" } });
    await arrived(3n);
    isBroken = false;
    expect(await store.askReplay({ ...ID, position: 2n })).toBe(true);
    await sleep(3_000, new AbortController().signal);
    expect(spans).toEqual([
      { after: 0n, upTo: 1n },
      { after: 2n, upTo: 3n },
      { after: 1n, upTo: 2n },
    ]);
    expect(await store.parked(ID, 5)).toEqual([]);
  });

  test("waits for a store that is away, and blames no event", async () => {
    let left = 2;
    const { append, arrived, run, spans, store } = spanStage(() => {
      left -= 1;
      if (left >= 0) throw new Away();
    });
    await append(2);
    await using _run = run();
    await arrived(2n);
    expect(spans).toEqual([{ after: 0n, upTo: 2n }]);
    expect(await store.status(ID)).toMatchObject({ attempts: 0, parked: 0 });
  });
});

test("a busy log of which nothing is wanted is looked at ever less often, but once in four rests", async () => {
  let looks = 0;
  let ring = (): void => undefined;
  const { append, run, sleep, subscription } = notingStage((kept) => ({
    readPage(query) {
      looks += 1;
      return kept.readPage(query);
    },
    watch(onGrown, signal) {
      ring = onGrown;
      return kept.watch(onGrown, signal);
    },
  }));
  const filter = { types: ["Sung"] };
  await using _run = run({ gatherMs: 100, leaseMs: 300_000 }, { ...subscription, filter });
  for (let ms = 0; ms < 2_000; ms += 10) {
    await append(1);
    ring();
    await sleep(10, new AbortController().signal);
  }
  // After 0, 100, 300, 700, 1,100, 1,500 and 1,900 ms.
  expect(looks).toBeGreaterThanOrEqual(6);
  expect(looks).toBeLessThanOrEqual(8);
});
