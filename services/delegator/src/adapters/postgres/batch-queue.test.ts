import { describe, expect, it } from "vitest";

import { BatchQueue } from "./batch-queue.ts";

/** A writer that writes when it is told to. */
function slowWriter() {
  const batches: (readonly number[])[] = [];
  const pending: PromiseWithResolvers<void>[] = [];
  async function write(items: readonly number[]): Promise<void> {
    batches.push(items);
    const turn = Promise.withResolvers<void>();
    pending.push(turn);
    await turn.promise;
  }
  return {
    write,
    batches,
    finish: () => pending.shift()?.resolve(),
    fail: (error: Error) => pending.shift()?.reject(error),
  };
}

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  await settle();
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending;
}

describe("the batch queue", () => {
  it("writes what was pushed in one turn together, in order", async () => {
    const { write, batches, finish } = slowWriter();
    const queue = new BatchQueue(write, 4);
    await Promise.all([queue.push(1), queue.push(2), queue.push(3)]);
    await settle();
    expect(batches).toEqual([[1, 2, 3]]);
    finish();
    await queue.flush();
  });

  it("gathers the next batch while one is being written, and never writes two at once", async () => {
    const { write, batches, finish } = slowWriter();
    const queue = new BatchQueue(write, 4);
    await queue.push(1);
    await settle();
    await queue.push(2);
    await queue.push(3);
    await settle();
    expect(batches).toEqual([[1]]);
    finish();
    await settle();
    expect(batches).toEqual([[1], [2, 3]]);
    finish();
    await queue.flush();
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it("makes the caller wait while the next batch is full", async () => {
    const { write, batches, finish } = slowWriter();
    const queue = new BatchQueue(write, 2);
    await queue.push(1);
    await settle();
    await queue.push(2);
    const third = queue.push(3);
    expect(await isPending(third)).toBe(true);
    finish();
    await settle();
    finish();
    await third;
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it("flushes only when everything is written", async () => {
    const { write, finish } = slowWriter();
    const queue = new BatchQueue(write, 4);
    await queue.push(1);
    await settle();
    await queue.push(2);
    const flushed = queue.flush();
    expect(await isPending(flushed)).toBe(true);
    finish();
    expect(await isPending(flushed)).toBe(true);
    finish();
    await flushed;
  });

  it("flushes at once when there is nothing", async () => {
    await new BatchQueue(slowWriter().write, 4).flush();
  });

  it("writes nothing more after a failure, and tells every caller why", async () => {
    const { write, batches, fail } = slowWriter();
    const queue = new BatchQueue(write, 4);
    const full = new RangeError("the disk is full");
    await queue.push(1);
    await settle();
    await queue.push(2);
    fail(full);
    await expect(queue.flush()).rejects.toBe(full);
    await expect(queue.push(3)).rejects.toBe(full);
    await expect(queue.flush()).rejects.toBe(full);
    expect(batches).toEqual([[1]]);
  });

  it("tells a caller who waits for room of the failure", async () => {
    const { write, fail } = slowWriter();
    const queue = new BatchQueue(write, 1);
    const full = new RangeError("the disk is full");
    const first = queue.push(1);
    await settle();
    const second = queue.push(2);
    second.catch(() => undefined);
    fail(full);
    await expect(Promise.all([first, second])).rejects.toBe(full);
  });
});
