import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { describe, expect, it } from "vitest";

import { auditBells } from "./audit-bells.ts";
import { Clocks } from "./clocks.ts";

const TENANT = "tenant";
const own = { tenant: TENANT, id: "1" };
const DUE_MS = Date.parse("2026-11-26T12:00:00.000Z");
const timer = { timer: "a", number: 1, dueAt: "2026-11-26T12:00:00.000Z", message: {} };
const heard = {
  type: "Wound",
  set: [{ timer: "a", inMs: 0 }],
  cancel: ["a"],
  isLast: false,
} as const;
const last = { type: "Wound", set: [], cancel: [], isLast: true } as const;
const set = { type: "TimerSet", ...timer };
const fired = { type: "TimerFired", ...timer };
const cancelled = { type: "TimerCancelled", timer: "a" };
const command = { type: "Strike", number: 1, by: "one", atMs: DUE_MS };
const sent = { to: "bell-a", label: "Strike", number: 1, command };
const issued = { type: "CommandIssued", ...sent };
const accepted = { type: "CommandAccepted", ...sent, answer: null };
const refused = { type: "CommandRefused", ...sent, refusal: {} };
const instead = { ...issued, to: "gong-a", number: 2 };
const insteadAccepted = { ...accepted, to: "gong-a", number: 2 };
const struck = "bell-a";
const gong = "gong-a";

type Told = string | { readonly type: string };

/** Events of the process in their order; a bell or gong that was struck is told by its name, and whose it is. */
function logOf(told: readonly Told[], bellsOf = TENANT): readonly StoredEvent[] {
  return told.map((each, at) => {
    const isStrike = typeof each === "string";
    const streamId = isStrike ? each : "ringing-1";
    const event = isStrike ? { type: "Struck", number: 1 } : each;
    const place = { position: BigInt(at + 1), version: 1, eventId: "", recordedAt: "" };
    const about = { schemaVersion: 1, meta: {}, category: "", streamId, event };
    return { ...place, ...about, tenant: isStrike ? bellsOf : TENANT };
  });
}

function found(told: readonly Told[], bellsOf?: string): readonly string[] {
  const isEnded = told.includes(last);
  const wounds = isEnded ? [heard, last] : [heard];
  const wishes = wounds.map((wound) => ({ ...own, wound }));
  const truth = { wishes, clocks: steady(), closed: isEnded ? [own] : [] };
  return auditBells(logOf(told, bellsOf), truth);
}

function steady(): Clocks {
  const clocks = new Clocks();
  clocks.note("one", { fromMs: DUE_MS - 60_000, doneMs: DUE_MS - 59_000, aheadMs: 0 });
  return clocks;
}

const WHOLE = [heard, set, fired, issued, struck, accepted];

describe("the audit of timers finds nothing", () => {
  it.each([
    ["a timer fires", WHOLE],
    ["a timer is cancelled", [heard, set, cancelled]],
    ["a bell refuses", [heard, set, fired, issued, refused, instead, gong, insteadAccepted]],
    ["a process ends with its timers", [heard, set, last, cancelled]],
    ["a process ends before it hears what became of a strike", [heard, set, fired, issued, last]],
    ["it has happened", [heard, set, fired, issued, last, struck]],
  ] as const)("where %s", (_what, told) => {
    expect(found(told)).toEqual([]);
  });
});

const unasked = { ...set, timer: "b" };
const late = { ...issued, command: { ...command, atMs: DUE_MS - 1 } };
const elsewhere = { ...fired, dueAt: "2026-11-26T11:59:59.000Z" };

describe("the audit of timers finds", () => {
  it.each([
    ["is lost", [heard, set]],
    ["fired without running", [...WHOLE, fired, { ...issued, number: 2 }, struck]],
    ["fired without running", [heard, set, cancelled, fired, issued, struck, accepted]],
    ["fired with another due time", [heard, set, elsewhere, issued, struck, accepted]],
    ["fired 1 ms early by the clock of one", [heard, set, fired, late, struck, accepted]],
    ["cancelled unasked", [heard, unasked, { ...cancelled, timer: "b" }]],
    ["cancelled without running", [heard, set, cancelled, cancelled]],
    ["was not struck", [heard, set, fired]],
    ["was not struck", [heard, set, fired, issued, refused]],
    ["was struck unasked", [...WHOLE, { ...issued, number: 2 }]],
    ["has no outcome", [heard, set, fired, issued, struck]],
    ["has two outcomes", [...WHOLE, refused]],
    ["command 7 was never issued", [...WHOLE, { ...accepted, number: 7 }]],
    ["struck 0 times, and told as accepted", [heard, set, fired, issued, accepted]],
    ["struck 2 times, and told as accepted", [...WHOLE, struck]],
    ["struck 1 times, and told as refused", [heard, set, fired, issued, struck, refused, instead]],
    ["struck 2 times, and told as nothing", [heard, set, fired, issued, last, struck, struck]],
    ["was struck 1 times, not asked to", [heard, set, cancelled, struck]],
    ["heard 0 of 1 wishes", []],
    ["heard 2 of 1 wishes", [...WHOLE, heard]],
    ["set 0 of 1 timers", [heard]],
    ["TimerFired after its end", [heard, set, last, cancelled, fired]],
    ["is lost", [heard, set, last]],
  ] as const)("what %s", (what, told) => {
    expect(found(told)).toContainEqual(expect.stringContaining(what));
  });

  it("what another tenant's bell was struck for", () => {
    const told = found(WHOLE, "other");
    expect(told).toEqual([
      "tenant bell-a 1 was struck 0 times, and told as accepted",
      "other bell-a 1 was struck 1 times, not asked to",
    ]);
  });

  it("what goes on after its end, has ended unasked, or was never asked for", () => {
    const clocks = steady();
    const wishes = [{ ...own, wound: last }];
    expect(auditBells([], { wishes, clocks, closed: [] })).toContainEqual(
      expect.stringContaining("goes on after its end"),
    );
    expect(auditBells([], { wishes: [], clocks, closed: [own] })).toContainEqual(
      expect.stringContaining("has ended unasked"),
    );
    expect(auditBells(logOf([heard]), { wishes: [], clocks, closed: [] })).toEqual([
      "tenant ringing-1 was never asked for",
    ]);
  });
});

describe("the clocks of owners", () => {
  const clocks = steady();
  clocks.note("one", { fromMs: DUE_MS, doneMs: DUE_MS + 20, aheadMs: -5_000 });

  it("show the time until they are set, and either while they are", () => {
    expect(clocks.latestMs("one", DUE_MS - 7)).toBe(DUE_MS - 7);
    expect(clocks.latestMs("one", DUE_MS + 10)).toBe(DUE_MS + 10);
  });

  it("count for a timer that was handed out before they were set back", () => {
    expect(clocks.latestMs("one", DUE_MS + 2_000)).toBe(DUE_MS + 20);
    expect(clocks.latestMs("one", DUE_MS + 4_000)).toBe(DUE_MS - 1_000);
  });

  it("are not known of whoever nobody told of", () => {
    expect(clocks.latestMs("two", DUE_MS)).toBeUndefined();
  });
});
