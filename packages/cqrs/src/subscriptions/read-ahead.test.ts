import { setImmediate } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { ReadAhead } from "./read-ahead.ts";

/** A log of pages with one position each, and where reading began so far. */
function stage(head: bigint, read: (after: bigint) => void = () => undefined) {
  const begun: bigint[] = [];
  const over = new AbortController();
  const ahead = new ReadAhead(async (after) => {
    begun.push(after);
    read(after);
    return { events: [], to: after < head ? after + 1n : head, head };
  }, over.signal);
  return { ahead, begun, over };
}

describe("reading ahead", () => {
  it("reads two pages while one is handled, and goes on when another is taken", async () => {
    const { ahead, begun } = stage(9n);
    expect(await ahead.take(4n)).toMatchObject({ to: 5n });
    await setImmediate();
    expect(begun).toEqual([4n, 5n, 6n]);
    expect(await ahead.take(5n)).toMatchObject({ to: 6n });
    await setImmediate();
    expect(begun).toEqual([4n, 5n, 6n, 7n]);
  });

  it("reads nothing more once it is over", async () => {
    const { ahead, begun, over } = stage(9n);
    const asked = ahead.take(4n);
    over.abort();
    await asked;
    await setImmediate();
    expect(begun).toEqual([4n]);
  });

  it("stops at the end of the log, where the taker says when to look again", async () => {
    const { ahead, begun } = stage(2n);
    for (const after of [0n, 1n, 2n, 2n]) await ahead.take(after);
    await setImmediate();
    expect(begun).toEqual([0n, 1n, 2n, 2n]);
  });

  it("fails where the page is taken that could not be read, and not before", async () => {
    const { ahead, begun } = stage(9n, (after) => {
      if (after === 1n) throw new RangeError("away");
    });
    await ahead.take(0n);
    await setImmediate();
    expect(begun).toEqual([0n, 1n]);
    await expect(ahead.take(1n)).rejects.toThrow("away");
  });
});
