import { describe, expect, it } from "vitest";

import { sharedReading } from "./shared-reading.ts";

/** Readings that end when the test says so. */
function readings() {
  const begun: PromiseWithResolvers<string>[] = [];
  const read = (): Promise<string> => {
    const reading = Promise.withResolvers<string>();
    begun.push(reading);
    return reading.promise;
  };
  return { begun, read };
}

describe("a shared reading", () => {
  it("begins at once for the first, and once more for all who come while it runs", async () => {
    const { begun, read } = readings();
    const ask = sharedReading(read);
    const first = ask();
    const others = [ask(), ask(), ask()];
    expect(begun.length).toBe(1);
    begun[0]?.resolve("old");
    expect(await first).toBe("old");
    const late = ask();
    await Promise.resolve();
    expect(begun.length).toBe(2);
    begun[1]?.resolve("new");
    expect(await Promise.all(others)).toEqual(["new", "new", "new"]);
    if (begun[2] !== undefined) begun[2].resolve("newest");
    expect(["new", "newest"]).toContain(await late);
  });

  it("never answers with what was read before the question", async () => {
    let state = 0;
    const ask = sharedReading(async () => {
      const read = state;
      await Promise.resolve();
      return read;
    });
    const asked = Array.from({ length: 50 }, async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        state += 1;
        const since = state;
        expect(await ask()).toBeGreaterThanOrEqual(since);
      }
    });
    await Promise.all(asked);
  });

  it("fails those who share it, and begins anew for the next", async () => {
    const { begun, read } = readings();
    const ask = sharedReading(read);
    const first = ask();
    const second = ask();
    begun[0]?.reject(new RangeError("away"));
    await expect(first).rejects.toThrow("away");
    await Promise.resolve();
    begun[1]?.resolve("back");
    expect(await second).toBe("back");
    const third = ask();
    begun[2]?.resolve("still there");
    expect(await third).toBe("still there");
  });
});
