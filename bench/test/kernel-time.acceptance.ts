import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { describe, expect, it, test } from "vitest";

import { auditBells } from "../src/kernel-time/audit-bells.ts";
import { soak } from "../src/soaks/kernel-time.ts";
import { soakSlice } from "./soak-slice.ts";

const SEEDS = 2;
/** A seed takes six seconds, and several times as long beside other work on the same processors. */
const TEST_MS_MAX = 300_000;

test(
  `${SEEDS} seeds of timers under SIGKILL of owners and server and jumping clocks lose none and double none`,
  async () => {
    const { code, lines } = await soakSlice("kernel-time", soak, ["--seeds", String(SEEDS)]);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
    });
  },
  TEST_MS_MAX,
);

describe("the audit of timers", () => {
  const wound = { type: "Wound", set: [{ timer: "a", inMs: 0 }], cancel: ["a"] } as const;
  const timer = { timer: "a", number: 1, dueAt: "2026-11-26T12:00:00.000Z", message: {} };
  const set = { streamId: "ringing-1", event: { type: "TimerSet", ...timer } };
  const heard = { streamId: "ringing-1", event: wound };
  const fired = { streamId: "ringing-1", event: { type: "TimerFired", ...timer } };
  const struck = { streamId: "bell-a", event: { type: "Struck", number: 1, lateMs: 0 } };
  const early = { ...struck, event: { ...struck.event, lateMs: -1 } };
  const unasked = { ...set, event: { ...set.event, timer: "b" } };
  const cancelled = { streamId: "ringing-1", event: { type: "TimerCancelled", timer: "a" } };

  function found(...told: readonly Pick<StoredEvent, "streamId" | "event">[]): readonly string[] {
    const log = told.map(({ streamId, event }, at) => {
      const [category = ""] = streamId.split("-");
      const place = { position: BigInt(at + 1), version: 1, eventId: "", tenant: "" };
      const about = { schemaVersion: 1, meta: {}, recordedAt: "" };
      return { ...place, ...about, streamId, category, event };
    });
    return auditBells(log, [{ id: "1", wound }], true);
  }

  it("finds nothing where all is well", () => {
    expect(found(heard, set, fired, struck)).toEqual([]);
    expect(found(heard, set, cancelled)).toEqual([]);
  });

  it.each([
    ["is lost", [heard, set]],
    ["fired without running", [heard, set, fired, struck, fired, struck]],
    ["fired without running", [heard, set, cancelled, fired, struck]],
    ["was struck early", [heard, set, fired, early]],
    [
      "cancelled unasked",
      [heard, unasked, { ...cancelled, event: { type: "TimerCancelled", timer: "b" } }],
    ],
    ["struck 0 times", [heard, set, fired]],
    ["struck 2 times", [heard, set, fired, struck, struck]],
    ["heard 0 of 1 wishes", []],
    ["heard 2 of 1 wishes", [heard, set, fired, struck, heard]],
    ["set 0 of 1 timers", [heard]],
    ["cancelled without running", [heard, set, cancelled, cancelled]],
    ["1 strikes for 0 timers", [heard, set, cancelled, struck]],
  ] as const)("finds what %s", (what, told) => {
    expect(found(...told)).toContainEqual(expect.stringContaining(what));
  });
});
