import type { Delegation } from "./delegation.ts";

/**
 * What can be asked of the mirror of one chain. The tip is decided by `Reconcile` and `ConfirmDivergence`; load, audit
 * and lead are told here already, and will be decided here once the kernel keeps the stream.
 */
export type ChainSyncCommand =
  /** Loads the history up to a final level. */
  | { readonly type: "Start"; readonly chainId: string; readonly finalLevel: number }
  | {
      readonly type: "IngestPage";
      readonly range: number;
      readonly fromId: number;
      readonly toId: number;
      readonly count: number;
    }
  /** The load is over: `rows` are the newest of it, in ascending order. */
  | { readonly type: "CatchUp"; readonly head: number; readonly rows: readonly Delegation[] }
  | Reconcile
  /** It has been looked again and again, and mirror and chain differ where nothing may change. */
  | { readonly type: "ConfirmDivergence"; readonly level: number }
  | {
      readonly type: "RecordAudit";
      readonly level: number;
      readonly rows: number;
      readonly findings: readonly string[];
    }
  | { readonly type: "Promote"; readonly epoch: number; readonly leader: string }
  | { readonly type: "Demote"; readonly epoch: number };

/** Compares the newest levels with an answer of the upstream, and takes over what differs. */
export type Reconcile = {
  readonly type: "Reconcile";
  /** The upstream's newest level when it answered. */
  readonly head: number;
  /** The answer is whole up to this level; lower than `head` when more is waiting. */
  readonly through: number;
  /** What the upstream has above the window's floor, in ascending order. */
  readonly rows: readonly Delegation[];
  /** Whether it is known that the chain may have become shorter; otherwise a lower head is a replica that lags. */
  readonly mayBeShorter: boolean;
};
