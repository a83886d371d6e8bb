import type { Logger } from "@holdfast/telemetry";

import type { SyncFact, Tell } from "../../application/sync-fact.ts";

type Level = "debug" | "info" | "warn" | "error";

/** Facts that come with every page or request would drown the rest. */
const LEVELS: Readonly<Record<SyncFact["type"], Level>> = {
  LeadershipAcquired: "info",
  LeadershipLost: "warn",
  UpstreamFailed: "warn",
  RequestAnswered: "debug",
  SyncStarted: "info",
  SyncResumed: "info",
  PageIngested: "debug",
  RangeRestarted: "warn",
  HistoryRanked: "info",
  CaughtUp: "info",
  TipAdvanced: "debug",
  ReorgHandled: "info",
  TipDoubted: "warn",
  Diverged: "error",
  DivergenceResolved: "warn",
  RebuildStarted: "warn",
  HistoryReplaced: "warn",
  HubConnected: "info",
  HubLost: "warn",
  AuditPassed: "info",
  AuditFailed: "error",
  AuditInterrupted: "warn",
  SyncInterrupted: "error",
};

/** Writes each fact as one log line: its type is the message, the rest are fields. */
export function factLog(logger: Logger): Tell {
  return (fact) => {
    const { type, ...fields } = fact;
    logger[LEVELS[type]](fields, type);
  };
}
