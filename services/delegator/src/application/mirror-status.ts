import type { AuditReport } from "./audit.ts";
import type { HistoryState } from "./history.ts";

/** What an operator wants to know first. */
type MirrorStatus = Omit<HistoryState, "isTold"> & {
  /** Rows stored. */
  readonly rows: number;
  /** Rows the load will have in the end, while it runs. */
  readonly expected: number | null;
  /** How often rows have been taken back. */
  readonly retractions: bigint;
  /** Number of the newest change at the tip. */
  readonly lastChange: bigint;
  /** Why the mirror stopped writing. */
  readonly divergence: string | null;
  /** Block time of the newest delegation. */
  readonly newestAt: Date | null;
  /** When the mirror last took over a block and was as far as the chain; null until the first time. */
  readonly syncedAt: Date | null;
  /** How long ago that was, by the database's clock. */
  readonly lagSeconds: number | null;
  readonly leader: string | null;
  readonly leaderEpoch: bigint;
  readonly lastAudit: AuditReport | null;
};

export type ReadStatus = () => Promise<MirrorStatus>;
