import type { Delegation } from "./delegation.ts";

/** A page of the history: rows of one range, in ascending order. */
export type IngestedPage = {
  readonly range: number;
  /** The ids of its first and its last row. */
  readonly fromId: number;
  readonly toId: number;
  readonly count: number;
  /** SHA-256, hexadecimal, of its rows as the binary form of PostgreSQL's COPY writes them. */
  readonly sha256: string;
};

/** What happened to the mirror of one chain. Rows of a load are not events one by one: a page is. */
export type ChainSyncEvent =
  | { readonly type: "SyncStarted"; readonly chainId: string; readonly finalLevel: number }
  /** The history is loaded once more, beside the one that is served. */
  | { readonly type: "RebuildStarted"; readonly finalLevel: number }
  | ({ readonly type: "PageIngested" } & IngestedPage)
  | { readonly type: "RangeDiscarded"; readonly range: number }
  | { readonly type: "LoadDiscarded"; readonly reason: string }
  /** The history is whole up to its final level; `rows` are the newest of it, in ascending order. */
  | { readonly type: "CaughtUp"; readonly head: number; readonly rows: readonly Delegation[] }
  /** What was loaded beside the served history has taken its place. */
  | {
      readonly type: "HistoryReplaced";
      readonly finalLevel: number;
      readonly head: number;
      readonly rows: readonly Delegation[];
    }
  /** More of the newest rows of the load that has just ended: they are too many for one event. */
  | { readonly type: "NewestTold"; readonly rows: readonly Delegation[] }
  /** The chain has a block of this level, and this is what it brings; the newest tells how far the chain has come. */
  | { readonly type: "BlockApplied"; readonly level: number; readonly added: readonly Delegation[] }
  /** Levels from `fromLevel` on were replaced, or fell away; the chain ends at `toLevel` now. */
  | {
      readonly type: "ReorgHandled";
      readonly fromLevel: number;
      readonly toLevel: number;
      /** Newest first. */
      readonly retracted: readonly Delegation[];
      readonly added: readonly Delegation[];
    }
  /** Nothing up to this level will change any more. */
  | { readonly type: "Finalized"; readonly level: number }
  /** Mirror and chain differ at a level that was final: nothing is written until somebody has looked. */
  | { readonly type: "Diverged"; readonly level: number }
  | { readonly type: "DivergenceResolved" }
  | { readonly type: "AuditPassed"; readonly level: number; readonly rows: number }
  | { readonly type: "AuditFailed"; readonly level: number; readonly findings: readonly string[] }
  /** Nobody leads when `leader` is null. */
  | { readonly type: "LeaderChanged"; readonly epoch: number; readonly leader: string | null };
