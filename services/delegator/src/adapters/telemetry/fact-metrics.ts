import type { Metrics } from "@holdfast/telemetry";

import type { SyncFact, Tell } from "../../application/sync-fact.ts";

type Handler = (fact: SyncFact) => void;

/** Counts facts and keeps the gauges that an operator alerts on. */
export function factMetrics(metrics: Metrics, now: () => number): Tell {
  const listeners: readonly Handler[] = [
    upstreamMetrics(metrics),
    progressMetrics(metrics),
    auditMetrics(metrics, now),
    tipMetrics(metrics),
    hubMetrics(metrics),
    leadershipMetrics(metrics),
  ];
  return (fact) => {
    for (const listen of listeners) listen(fact);
  };
}

function upstreamMetrics(metrics: Metrics): Handler {
  const requests = metrics.histogram({
    name: "delegator_upstream_request_duration_seconds",
    help: "Answered requests to TzKT",
  });
  const failures = metrics.counter({
    name: "delegator_upstream_failures_total",
    help: "Answers of TzKT that could not be believed, and answers that never came",
  });
  return (fact) => {
    if (fact.type === "RequestAnswered") requests.observe(fact.milliseconds / 1000);
    if (fact.type === "UpstreamFailed" || fact.type === "TipDoubted") failures.inc();
  };
}

function progressMetrics(metrics: Metrics): Handler {
  const rows = metrics.gauge({ name: "delegator_rows", help: "Delegations that are stored" });
  const head = metrics.gauge({
    name: "delegator_head_level",
    help: "Head of the chain when last seen",
  });
  const final = metrics.gauge({
    name: "delegator_final_level",
    help: "Level up to which nothing will change any more",
  });
  const restarts = metrics.counter({
    name: "delegator_range_restarts_total",
    help: "Ranges loaded again because they did not match their count",
  });
  return (fact) => {
    if (fact.type === "PageIngested") rows.set(fact.done);
    if (fact.type === "HistoryRanked") rows.set(fact.rows);
    if (fact.type === "RangeRestarted") restarts.inc();
    if (fact.type !== "TipAdvanced") return;
    rows.set(fact.rows);
    head.set(fact.head);
    final.set(fact.final);
  };
}

function tipMetrics(metrics: Metrics): Handler {
  const reorgs = metrics.counter({
    name: "delegator_reorgs_total",
    help: "Times that delegations were taken back because the chain was replaced",
  });
  const retracted = metrics.counter({
    name: "delegator_retracted_rows_total",
    help: "Delegations taken back",
  });
  const diverged = metrics.gauge({
    name: "delegator_is_diverged",
    help: "1 while nothing is written because mirror and chain differ where nothing may change",
  });
  return (fact) => {
    if (fact.type === "Diverged") diverged.set(1);
    if (fact.type === "DivergenceResolved" || fact.type === "HistoryReplaced") diverged.set(0);
    if (fact.type !== "ReorgHandled") return;
    reorgs.inc();
    retracted.inc(fact.retracted);
  };
}

function hubMetrics(metrics: Metrics): Handler {
  const connected = metrics.gauge({
    name: "delegator_hub_is_connected",
    help: "1 while TzKT's hub is listened to; without it the tip is polled",
  });
  return (fact) => {
    if (fact.type === "HubConnected") connected.set(1);
    if (fact.type === "HubLost") connected.set(0);
  };
}

function auditMetrics(metrics: Metrics, now: () => number): Handler {
  const audits = metrics.counter({
    name: "delegator_audits_total",
    help: "Audits against the chain by outcome",
    labels: ["outcome"],
  });
  const passedAt = metrics.gauge({
    name: "delegator_audit_passed_timestamp_seconds",
    help: "When an audit last found mirror and chain equal",
  });
  return (fact) => {
    if (fact.type === "AuditFailed") audits.inc({ outcome: "failed" });
    if (fact.type !== "AuditPassed") return;
    audits.inc({ outcome: "passed" });
    passedAt.set(now() / 1000);
  };
}

function leadershipMetrics(metrics: Metrics): Handler {
  const leading = metrics.gauge({
    name: "delegator_is_leader",
    help: "1 while this instance writes",
  });
  const interruptions = metrics.counter({
    name: "delegator_sync_interruptions_total",
    help: "Terms of leadership that ended by a failure",
  });
  return (fact) => {
    if (fact.type === "LeadershipAcquired") leading.set(1);
    if (fact.type === "SyncInterrupted") {
      leading.set(0);
      interruptions.inc();
    }
  };
}
