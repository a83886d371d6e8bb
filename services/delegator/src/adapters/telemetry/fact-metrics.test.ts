import { openMetrics } from "@holdfast/telemetry";
import { expect, test } from "vitest";

import type { SyncFact } from "../../application/sync-fact.ts";
import { factMetrics } from "./fact-metrics.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

/** What the service's own metrics say after these facts. */
async function metricsAfter(facts: readonly SyncFact[]): Promise<Readonly<Record<string, number>>> {
  const metrics = openMetrics({ service: "delegator" });
  const tell = factMetrics(metrics, () => NOW_MS);
  for (const fact of facts) tell(fact);
  const samples = (await metrics.render())
    .split("\n")
    .filter((line) => line.startsWith("delegator_"))
    .map((line): [string, number] => {
      const [sample = "", value = ""] = line.replace(',service="delegator"', "").split(" ");
      return [sample.replace('{service="delegator"}', ""), Number(value)];
    });
  return Object.fromEntries(samples);
}

test("rows follow the load and then the tip, levels the tip", async () => {
  const loading = await metricsAfter([
    { type: "PageIngested", range: 0, rows: 10, done: 30, total: 50 },
  ]);
  expect(loading).toMatchObject({ delegator_rows: 30, delegator_final_level: 0 });
  const ranked = await metricsAfter([{ type: "HistoryRanked", rows: 50, indexMs: 1 }]);
  expect(ranked["delegator_rows"]).toBe(50);
  const live = await metricsAfter([
    { type: "TipAdvanced", head: 102, isWhole: true, final: 100, added: 2, retracted: 0, rows: 52 },
  ]);
  expect(live).toMatchObject({
    delegator_rows: 52,
    delegator_head_level: 102,
    delegator_final_level: 100,
  });
});

test("requests are timed, failures and restarts counted", async () => {
  const found = await metricsAfter([
    { type: "RequestAnswered", path: "/a", milliseconds: 1_500 },
    { type: "RequestAnswered", path: "/a", milliseconds: 500 },
    { type: "UpstreamFailed", path: "/a", reason: "status 500", restMs: 1 },
    { type: "TipDoubted", doubt: "count", expected: 2, found: 1 },
    { type: "RangeRestarted", range: 0, expected: 2, found: 1 },
  ]);
  expect(found).toMatchObject({
    delegator_upstream_request_duration_seconds_sum: 2,
    delegator_upstream_request_duration_seconds_count: 2,
    delegator_upstream_failures_total: 2,
    delegator_range_restarts_total: 1,
  });
});

test("audits are counted by outcome, and the last one that passed has its time", async () => {
  const found = await metricsAfter([
    { type: "AuditPassed", rows: 5, level: 7 },
    { type: "AuditFailed", findings: ["a gap"] },
    { type: "AuditFailed", findings: ["a gap"] },
  ]);
  expect(found).toMatchObject({
    'delegator_audits_total{outcome="passed"}': 1,
    'delegator_audits_total{outcome="failed"}': 2,
    delegator_audit_passed_timestamp_seconds: NOW_MS / 1000,
  });
});

test("the lead is held until a term is interrupted", async () => {
  const acquired: SyncFact = { type: "LeadershipAcquired", epoch: 1 };
  const interrupted: SyncFact = { type: "SyncInterrupted", reason: "gone", restMs: 500 };
  expect(await metricsAfter([acquired])).toMatchObject({ delegator_is_leader: 1 });
  expect(await metricsAfter([acquired, interrupted])).toMatchObject({
    delegator_is_leader: 0,
    delegator_sync_interruptions_total: 1,
  });
});

test("reorgs are counted, and what they took back", async () => {
  const reorg = {
    type: "ReorgHandled",
    fromLevel: 9,
    toLevel: 10,
    retracted: 3,
    added: 1,
  } as const;
  expect(await metricsAfter([reorg, reorg])).toMatchObject({
    delegator_reorgs_total: 2,
    delegator_retracted_rows_total: 6,
  });
});

test("a mirror is diverged until it agrees with the chain again or was loaded anew", async () => {
  const diverged: SyncFact = { type: "Diverged", final: 9 };
  expect(await metricsAfter([diverged])).toMatchObject({ delegator_is_diverged: 1 });
  for (const type of ["DivergenceResolved", "HistoryReplaced"] as const) {
    expect(await metricsAfter([diverged, { type }])).toMatchObject({ delegator_is_diverged: 0 });
  }
});

test("the hub is listened to until it is lost", async () => {
  const connected: SyncFact = { type: "HubConnected", level: 9 };
  const lost: SyncFact = { type: "HubLost", reason: "closed", restMs: 1 };
  expect(await metricsAfter([connected])).toMatchObject({ delegator_hub_is_connected: 1 });
  expect(await metricsAfter([connected, lost])).toMatchObject({ delegator_hub_is_connected: 0 });
});
