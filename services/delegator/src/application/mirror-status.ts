import { type AuditReport } from "./audit.ts";
import { type HistoryState } from "./history.ts";

/** What an operator wants to know first. */
type MirrorStatus = HistoryState & {
  /** Rows stored. */
  readonly rows: number;
  /** Rows the load will have in the end, while it runs. */
  readonly expected: number | null;
  readonly leader: string | null;
  readonly leaderEpoch: bigint;
  readonly lastAudit: AuditReport | null;
};

export type ReadStatus = () => Promise<MirrorStatus>;
