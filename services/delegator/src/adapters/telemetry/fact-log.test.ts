import { openLogger } from "@holdfast/telemetry";
import { expect, test } from "vitest";

import type { SyncFact } from "../../application/sync-fact.ts";
import { factLog } from "./fact-log.ts";

/** The lines that the facts leave in a log of that level. */
function logged(facts: readonly SyncFact[], level: "debug" | "info" = "debug"): readonly unknown[] {
  const lines: unknown[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = openLogger({
    service: "delegator",
    level,
    format: "json",
    destination,
    now: () => 7,
  });
  const tell = factLog(logger);
  for (const fact of facts) tell(fact);
  return lines;
}

const COMMON = { time: 7, service: "delegator" };

test("a fact is one line: its type is the message, the rest are fields", () => {
  const fact: SyncFact = { type: "RangeRestarted", range: 2, expected: 50, found: 49 };
  expect(logged([fact])).toEqual([
    { ...COMMON, level: "warn", msg: "RangeRestarted", range: 2, expected: 50, found: 49 },
  ]);
});

test("what needs a person is an error, what went wrong a warning", () => {
  const facts: readonly SyncFact[] = [
    { type: "AuditFailed", findings: ["2020: the chain has 2 delegations, the mirror 1"] },
    { type: "SyncInterrupted", reason: "gone", restMs: 500 },
    { type: "UpstreamFailed", path: "/v1/head", reason: "status 500", restMs: 3 },
    { type: "TipDoubted", doubt: "count", expected: 5, found: 4 },
    { type: "LeadershipLost", epoch: 3 },
  ];
  expect(logged(facts, "info")).toMatchObject([
    { level: "error", msg: "AuditFailed" },
    { level: "error", msg: "SyncInterrupted" },
    { level: "warn", msg: "UpstreamFailed" },
    { level: "warn", msg: "TipDoubted", doubt: "count", expected: 5, found: 4 },
    { level: "warn", msg: "LeadershipLost" },
  ]);
});

test("what comes with every request or page is for debugging only", () => {
  const facts: readonly SyncFact[] = [
    { type: "RequestAnswered", path: "/v1/head", milliseconds: 3 },
    { type: "PageIngested", range: 0, rows: 10, done: 10, total: 20 },
    { type: "TipAdvanced", head: 9, isWhole: true, final: 7, added: 0, retracted: 0, rows: 20 },
  ];
  expect(logged(facts, "info")).toEqual([]);
  expect(logged(facts)).toHaveLength(3);
});
