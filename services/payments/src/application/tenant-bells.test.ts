import { once } from "node:events";

import { describe, expect, it } from "vitest";

import { TenantBells } from "./tenant-bells.ts";

const { signal } = new AbortController();

/** A rest without an end but the signal's. */
async function sleep(_ms: number, until: AbortSignal): Promise<void> {
  if (!until.aborted) await once(until, "abort");
}

describe("bells of tenants", () => {
  it("wake those who wait for the tenant, and nobody else", async () => {
    const bells = new TenantBells(sleep);
    using mine = bells.join("mine");
    using theirs = bells.join("theirs");
    const woken: string[] = [];
    const waits = [
      mine.wait(1, signal).then(() => woken.push("mine")),
      theirs.wait(1, signal).then(() => woken.push("theirs")),
    ];
    bells.ring(["mine", "nobody"]);
    await waits[0];
    expect(woken).toEqual(["mine"]);
    bells.ring(["theirs"]);
    await waits[1];
  });

  it("are heard by those who were busy when they rang, once", async () => {
    const bells = new TenantBells(sleep);
    using mine = bells.join("mine");
    bells.ring(["mine"]);
    bells.ring(["mine"]);
    await mine.wait(1, signal);
    const second = mine.wait(1, signal).then(() => "rang");
    expect(await Promise.race([second, Promise.resolve("waits")])).toBe("waits");
    bells.ring(["mine"]);
    expect(await second).toBe("rang");
  });

  it("leave nothing behind of those who have gone, and end with the signal", async () => {
    const bells = new TenantBells(sleep);
    const over = new AbortController();
    const seat = bells.join("mine");
    const waiting = seat.wait(1, over.signal);
    over.abort();
    await waiting;
    seat[Symbol.dispose]();
    using again = bells.join("mine");
    bells.ring(["mine"]);
    await again.wait(1, signal);
  });
});
