import { type LogRecord, numberOf } from "./log-record.ts";

/** What the delegator's log has told of the end of the chain so far. */
export type TipProgress = {
  /** Level of the newest block; 0 before any was heard of. */
  readonly head: number;
  readonly final: number;
  /** Milliseconds since 1970 when the tip last advanced. */
  readonly advancedAt: number;
  /** Delegations that came with it. */
  readonly added: number;
  readonly reorgs: number;
  /** Delegations that reorgs took back, all together. */
  readonly retracted: number;
  readonly isHubConnected: boolean;
};

export const NO_TIP: TipProgress = {
  head: 0,
  final: 0,
  advancedAt: 0,
  added: 0,
  reorgs: 0,
  retracted: 0,
  isHubConnected: false,
};

type Step = (before: TipProgress, record: LogRecord) => TipProgress;

const STEPS: ReadonlyMap<unknown, Step> = new Map<string, Step>([
  [
    "TipAdvanced",
    (before, record) => ({
      ...before,
      head: numberOf(record, "head"),
      final: numberOf(record, "final"),
      added: numberOf(record, "added"),
      advancedAt: numberOf(record, "time"),
    }),
  ],
  [
    "ReorgHandled",
    (before, record) => ({
      ...before,
      reorgs: before.reorgs + 1,
      retracted: before.retracted + numberOf(record, "retracted"),
    }),
  ],
  ["HubConnected", (before) => ({ ...before, isHubConnected: true })],
  ["HubLost", (before) => ({ ...before, isHubConnected: false })],
]);

/** Reads one record of the delegator's log. */
export function readTip(before: TipProgress, record: LogRecord): TipProgress {
  return STEPS.get(record["msg"])?.(before, record) ?? before;
}
