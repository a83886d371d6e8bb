import { describe, expect, it } from "vitest";

import type { SubscriptionRow } from "../log/read-subscriptions.ts";
import { rebuildOf } from "./rebuild-state.ts";

/** A revision that somebody runs, of a log of a thousand events. */
function revision(number: number, more: Partial<SubscriptionRow> = {}): SubscriptionRow {
  const { lagEvents = 0n } = more;
  return {
    name: "statement",
    revision: number,
    status: "running",
    position: 1_000n - lagEvents,
    lagEvents,
    lagMs: lagEvents === 0n ? null : 90_000,
    owner: "the service",
    leaseMs: 9_000,
    heartbeatAgeMs: 300,
    lastError: null,
    attempts: 0,
    parked: 0,
    ...more,
  };
}

const retired = { status: "retired", owner: null, leaseMs: 0 } as const;
const unowned = { owner: null, leaseMs: 0 } as const;

describe("a rebuild", () => {
  it("of nothing is none", () => {
    expect(rebuildOf([])).toBeUndefined();
  });

  it("has not begun where one revision serves and has caught up", () => {
    expect(rebuildOf([revision(1, retired), revision(2)])).toMatchObject({
      subscription: "statement",
      state: "current",
      serving: 2,
      newest: 2,
      summary: "statement (revision 2) serves and has caught up; no newer revision runs",
      next: expect.stringContaining("start the service with revision 3 beside it"),
      revisions: [{ role: "retired" }, { role: "serves" }],
    });
  });

  it.each([
    [0n, null, "current"],
    [5n, 2_000, "current"],
    [5n, 2_001, "catching_up"],
    [5n, null, "catching_up"],
  ] as const)(
    "counts what a switch waits for as caught up: %s, %s ms",
    (lagEvents, lagMs, state) => {
      expect(rebuildOf([revision(1, { lagEvents, lagMs })])).toMatchObject({ state });
    },
  );

  it("of a first revision that catches up is waited for", () => {
    expect(rebuildOf([revision(1, { lagEvents: 1n })])).toMatchObject({
      state: "catching_up",
      summary: "statement (revision 1) serves and is 1 event behind, the oldest 1 min old",
    });
  });

  it("is under way while the newer one is behind, whatever the older one is like", () => {
    const stopped = { ...unowned, status: "stopped", lagEvents: 10n } as const;
    for (const older of [revision(1), revision(1, stopped)]) {
      expect(rebuildOf([older, revision(2, { lagEvents: 234n })])).toMatchObject({
        state: "building",
        serving: 1,
        newest: 2,
        summary:
          "statement (revision 2) is 234 events behind, the oldest 1 min old; revision 1 serves meanwhile",
        next: "wait until it has caught up, and keep revision 1 running",
        revisions: [{ role: "serves" }, { role: "newest" }],
      });
    }
  });

  it("waits for the switch of the service once it has caught up, run or not", () => {
    for (const newer of [revision(2), revision(2, unowned)]) {
      expect(rebuildOf([revision(1), newer])).toMatchObject({
        state: "ready",
        summary: "statement (revision 2) has caught up; revision 1 still serves",
        next: expect.stringContaining(
          `store.switchRevision({ name: "statement", from: 1, to: 2 }, …)`,
        ),
      });
    }
  });

  it.each([
    ["is stopped: event 9: no", { ...unowned, status: "stopped", lastError: "event 9: no" }],
    ["is run by nobody, 9 events behind", { ...unowned, lagEvents: 9n }],
    ["hangs: the service last turned 1 min ago", { heartbeatAgeMs: 61_000, lagEvents: 9n }],
    ["beyond its end", { lagEvents: -3n, lagMs: null }],
  ] as const)("needs somebody where the newest one does not get on: %s", (text, more) => {
    const [alone, beside] = [[revision(2, more)], [revision(1), revision(2, more)]].map(rebuildOf);
    expect(alone).toMatchObject({ state: "stuck", summary: expect.stringContaining(text) });
    expect(alone?.summary).not.toContain("meanwhile");
    expect(beside).toMatchObject({ state: "stuck", serving: 1, newest: 2 });
    expect(beside?.summary).toContain("; revision 1 serves meanwhile");
  });

  it("that was given up is passed over, and a later one goes on", () => {
    const rows = [revision(1), revision(2, { ...unowned, lagEvents: 700n }), revision(3)];
    expect(rebuildOf(rows)).toMatchObject({
      state: "ready",
      serving: 1,
      newest: 3,
      revisions: [{ role: "serves" }, { role: "passed_over" }, { role: "newest" }],
    });
  });

  it("that was given up before the last switch is not taken for what serves", () => {
    const given = revision(1, { ...unowned, lagEvents: 700n });
    expect(rebuildOf([given, revision(2, retired), revision(3)])).toMatchObject({
      state: "current",
      serving: 3,
      revisions: [{ role: "passed_over" }, { role: "retired" }, { role: "serves" }],
    });
  });

  it("that was switched back is served by what is left", () => {
    expect(rebuildOf([revision(1), revision(2, retired)])).toMatchObject({
      state: "current",
      serving: 1,
      next: expect.stringContaining("revision 3"),
    });
  });

  it("of a name whose revisions are all retired has nothing that serves", () => {
    expect(rebuildOf([revision(1, retired)])).toMatchObject({
      state: "retired",
      serving: null,
      newest: null,
      next: expect.stringContaining("start the service with revision 2"),
    });
  });
});
