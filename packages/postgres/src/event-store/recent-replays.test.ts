import { describe, expect, it } from "vitest";

import { RecentReplays } from "./recent-replays.ts";

describe("recent replays", () => {
  it("are not many as long as nothing is known", () => {
    const recent = new RecentReplays();
    recent.count(0, 0);
    expect(recent.areMany).toBe(false);
  });

  it("are many from an eighth of a full batch on", () => {
    const recent = new RecentReplays();
    recent.count(64, 7);
    expect(recent.areMany).toBe(false);
    recent.count(64, 8);
    expect(recent.areMany).toBe(true);
  });

  it("do not become many by one that comes alone, but by some that do", () => {
    const recent = new RecentReplays();
    let alone = 0;
    while (!recent.areMany && alone < 64) {
      recent.count(1, 1);
      alone += 1;
    }
    expect(alone).toBe(9);
  });

  it("are forgotten once new requests have come", () => {
    const recent = new RecentReplays();
    recent.count(256, 256);
    expect(recent.areMany).toBe(true);
    recent.count(32, 0);
    expect(recent.areMany).toBe(true);
    recent.count(64, 0);
    expect(recent.areMany).toBe(false);
  });
});
