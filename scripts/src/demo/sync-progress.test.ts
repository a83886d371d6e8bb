import { describe, expect, it } from "vitest";

import { NO_PROGRESS, readProgress } from "./sync-progress.ts";

function after(...records: object[]) {
  return records
    .map((record) => JSON.stringify(record))
    .reduce((progress, line) => readProgress(progress, line), NO_PROGRESS);
}

describe("the progress of a sync, read from the log", () => {
  it("begins with the plan", () => {
    const progress = after({ msg: "SyncStarted", rows: 100, time: 5 });
    expect(progress).toMatchObject({ phase: "loading", total: 100, done: 0, since: 5 });
  });

  it("goes on where an earlier run stopped", () => {
    const progress = after({ msg: "SyncResumed", rows: 100, done: 40, time: 5 });
    expect(progress).toMatchObject({ phase: "loading", done: 40, resumedFrom: 40 });
  });

  it("follows pages, requests and refusals", () => {
    const page = { msg: "PageIngested", done: 30, total: 100 };
    const progress = after(page, { msg: "RequestAnswered" }, { msg: "UpstreamFailed" });
    expect(progress).toMatchObject({ done: 30, requests: 1, refusals: 1 });
  });

  it("ends with a passed audit", () => {
    const progress = after({ msg: "HistoryRanked", rows: 100 }, { msg: "CaughtUp" });
    expect(progress.phase).toBe("auditing");
    const audited = readProgress(progress, JSON.stringify({ msg: "AuditPassed", rows: 100 }));
    expect(audited).toMatchObject({ phase: "live", done: 100 });
  });

  it("follows the tip: levels, rows, reorgs and what they took back", () => {
    const advanced = { msg: "TipAdvanced", head: 12, final: 10, added: 2, rows: 102, time: 7 };
    const reorg = { msg: "ReorgHandled", fromLevel: 11, toLevel: 12, retracted: 3, added: 1 };
    const progress = after({ msg: "AuditPassed", rows: 100 }, reorg, reorg, advanced);
    expect(progress).toMatchObject({
      phase: "live",
      done: 102,
      tip: { head: 12, final: 10, added: 2, advancedAt: 7, reorgs: 2, retracted: 6 },
    });
  });

  it("knows whether the hub is connected", () => {
    const connected = after({ msg: "HubConnected", level: 12 });
    expect(connected.tip.isHubConnected).toBe(true);
    const lost = readProgress(connected, JSON.stringify({ msg: "HubLost", reason: "broken" }));
    expect(lost.tip.isHubConnected).toBe(false);
  });

  it("stays diverged, whatever an audit counts, until mirror and chain agree again", () => {
    const diverged = after({ msg: "Diverged", final: 10 }, { msg: "AuditPassed", rows: 100 });
    expect(diverged.phase).toBe("diverged");
    expect(readProgress(diverged, '{"msg":"DivergenceResolved"}').phase).toBe("live");
  });

  it("begins anew when the history is loaded anew", () => {
    const before = after({ msg: "SyncResumed", rows: 100, done: 40, time: 5 });
    const rebuilt = readProgress(before, '{"msg":"RebuildStarted"}');
    expect(rebuilt).toMatchObject({ phase: "loading", done: 0, total: 0, resumedFrom: 0 });
    expect(readProgress(rebuilt, '{"msg":"HistoryReplaced"}').phase).toBe("live");
  });

  it.each(["", "not JSON", "null", "{}", '{"msg":"request"}'])("passes over %j", (line) => {
    expect(readProgress(NO_PROGRESS, line)).toBe(NO_PROGRESS);
  });
});
