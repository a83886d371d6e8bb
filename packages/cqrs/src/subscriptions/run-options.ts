import type { Sleep } from "./bell.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

/** Where a subscription runs, and how. */
export type RunOptions<Tx> = {
  readonly store: SubscriptionStore<Tx>;
  /** A name that no other run has, a former one of the same process included. */
  readonly owner: string;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
  /** Ends the run; what is being handled is taken back. */
  readonly signal: AbortSignal;
  /** How long a dead owner keeps others waiting; 10 s, renewed at a third. Longer than the longest batch takes. */
  readonly leaseMs?: number;
  /** Events in a batch; 1,000. */
  readonly batchMax?: number;
  /** The same when it is further behind than that; 5,000. */
  readonly catchUpMax?: number;
  /** Bytes of events in a batch; 4 MiB. Two more batches are read ahead, so that there is room for three. */
  readonly batchBytesMax?: number;
  /**
   * Rest after a batch, or a look at events that it does not want, that reaches the end of the log, so that what comes by
   * and by is handled together; 0. Where such a look finds nothing again and again, up to four times as long.
   */
  readonly gatherMs?: number;
  /** Told of each move of the checkpoint, for metrics. */
  readonly onBatch?: (batch: BatchHandled) => void;
  /** Told of each look at the log, for metrics. */
  readonly onPoll?: (poll: { readonly events: number; readonly tookMs: number }) => void;
  /** Told, for logs, of what is tried again: a store that is away, a handler that fails, an owner that lost. */
  readonly onError?: (error: unknown) => void;
};

/** A move of the checkpoint. */
export type BatchHandled = {
  readonly events: number;
  /** Positions that the filter passed over. */
  readonly skipped: number;
  readonly position: bigint;
  /** What was left in the log when the batch was read. */
  readonly lagEvents: bigint;
  readonly handledMs: number;
};
