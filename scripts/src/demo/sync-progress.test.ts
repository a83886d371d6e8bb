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

  it.each(["", "not JSON", "null", "{}", '{"msg":"request"}'])("passes over %j", (line) => {
    expect(readProgress(NO_PROGRESS, line)).toBe(NO_PROGRESS);
  });
});
