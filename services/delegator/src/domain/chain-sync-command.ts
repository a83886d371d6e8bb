import type { IngestedPage } from "./chain-sync-event.ts";
import type { Delegation } from "./delegation.ts";

/** What can be asked of the mirror of one chain. */
export type ChainSyncCommand =
  /** Loads the history up to a final level. */
  | { readonly type: "Start"; readonly chainId: string; readonly finalLevel: number }
  /** Loads the history once more, beside the one that is served. */
  | { readonly type: "Rebuild"; readonly finalLevel: number }
  | ({ readonly type: "IngestPage" } & IngestedPage)
  /** The pages of a range were not what was counted: they are loaded anew. */
  | { readonly type: "DiscardRange"; readonly range: number }
  /** Nothing of the load can be used. */
  | { readonly type: "DiscardLoad"; readonly reason: string }
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
