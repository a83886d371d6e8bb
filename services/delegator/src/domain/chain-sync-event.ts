import type { Delegation } from "./delegation.ts";

/** What happened to the mirror of one chain. Rows of the first load are not events one by one: a page is. */
export type ChainSyncEvent =
  | { readonly type: "SyncStarted"; readonly chainId: string; readonly finalLevel: number }
  | {
      readonly type: "PageIngested";
      readonly range: number;
      readonly fromId: number;
      readonly toId: number;
      readonly count: number;
    }
  /** The history is whole up to its final level; `rows` are the newest of it, in ascending order. */
  | { readonly type: "CaughtUp"; readonly head: number; readonly rows: readonly Delegation[] }
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
