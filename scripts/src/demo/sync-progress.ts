import { type LogRecord, numberOf, parseRecord } from "./log-record.ts";
import { NO_TIP, readTip, type TipProgress } from "./tip-progress.ts";

/** What the delegator's log has told so far. */
export type SyncProgress = {
  readonly phase: "starting" | "loading" | "indexing" | "auditing" | "live" | "diverged";
  /** Delegations that are stored. */
  readonly done: number;
  readonly total: number;
  /** Milliseconds since 1970 of the first page, for the rate. */
  readonly since: number | undefined;
  readonly resumedFrom: number;
  readonly requests: number;
  readonly refusals: number;
  readonly tip: TipProgress;
};

export const NO_PROGRESS: SyncProgress = {
  phase: "starting",
  done: 0,
  total: 0,
  since: undefined,
  resumedFrom: 0,
  requests: 0,
  refusals: 0,
  tip: NO_TIP,
};

type Step = (before: SyncProgress, record: LogRecord) => SyncProgress;

const STEPS: ReadonlyMap<unknown, Step> = new Map<string, Step>([
  ["RequestAnswered", (before) => ({ ...before, requests: before.requests + 1 })],
  ["UpstreamFailed", (before) => ({ ...before, refusals: before.refusals + 1 })],
  [
    "SyncStarted",
    (before, record) => ({
      ...before,
      phase: "loading",
      total: numberOf(record, "rows"),
      since: numberOf(record, "time"),
    }),
  ],
  [
    "SyncResumed",
    (before, record) => ({
      ...before,
      phase: "loading",
      done: numberOf(record, "done"),
      resumedFrom: numberOf(record, "done"),
      total: numberOf(record, "rows"),
      since: numberOf(record, "time"),
    }),
  ],
  ["PageIngested", (before, record) => ({ ...before, done: numberOf(record, "done") })],
  [
    "HistoryRanked",
    (before, record) => ({ ...before, phase: "indexing", done: numberOf(record, "rows") }),
  ],
  ["CaughtUp", (before) => ({ ...before, phase: "auditing" })],
  [
    "AuditPassed",
    (before, record) => ({
      ...before,
      // Counts may agree where contents differ: only the comparison that found it ends a divergence.
      phase: before.phase === "diverged" ? "diverged" : "live",
      done: numberOf(record, "rows"),
    }),
  ],
  ["TipAdvanced", (before, record) => ({ ...before, done: numberOf(record, "rows") })],
  ["Diverged", (before) => ({ ...before, phase: "diverged" })],
  ["DivergenceResolved", (before) => ({ ...before, phase: "live" })],
  [
    "RebuildStarted",
    (before) => ({ ...before, phase: "loading", done: 0, resumedFrom: 0, total: 0 }),
  ],
  ["HistoryReplaced", (before) => ({ ...before, phase: "live" })],
]);

/** Reads one line of the delegator's log. */
export function readProgress(before: SyncProgress, line: string): SyncProgress {
  const record = parseRecord(line);
  if (record === undefined) return before;
  const tip = readTip(before.tip, record);
  const after = STEPS.get(record["msg"])?.(before, record) ?? before;
  return tip === before.tip ? after : { ...after, tip };
}
