/** What the delegator's log has told so far. */
export type SyncProgress = {
  readonly phase: "starting" | "loading" | "indexing" | "auditing" | "live";
  readonly done: number;
  readonly total: number;
  /** Milliseconds since 1970 of the first page, for the rate. */
  readonly since: number | undefined;
  readonly resumedFrom: number;
  readonly requests: number;
  readonly refusals: number;
};

export const NO_PROGRESS: SyncProgress = {
  phase: "starting",
  done: 0,
  total: 0,
  since: undefined,
  resumedFrom: 0,
  requests: 0,
  refusals: 0,
};

type LogRecord = Readonly<Record<string, unknown>>;

function numberOf(record: LogRecord, key: string): number {
  const value = record[key];
  return typeof value === "number" ? value : 0;
}

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
    (before, record) => ({ ...before, phase: "live", done: numberOf(record, "rows") }),
  ],
]);

function parse(line: string): LogRecord | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === "object" && record !== null ? { ...record } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads one line of the delegator's log. */
export function readProgress(before: SyncProgress, line: string): SyncProgress {
  const record = parse(line);
  const step = record === undefined ? undefined : STEPS.get(record["msg"]);
  return record === undefined || step === undefined ? before : step(before, record);
}
