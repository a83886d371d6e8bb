/** What the synchronisation tells the world; logs, metrics and the terminal listen. */
export type SyncFact =
  | { readonly type: "LeadershipAcquired"; readonly epoch: number }
  | { readonly type: "LeadershipLost"; readonly epoch: number }
  | {
      readonly type: "UpstreamFailed";
      readonly path: string;
      readonly reason: string;
      readonly restMs: number;
    }
  | { readonly type: "RequestAnswered"; readonly path: string; readonly milliseconds: number }
  | {
      readonly type: "SyncStarted";
      readonly finalLevel: number;
      readonly ranges: number;
      readonly rows: number;
    }
  | {
      readonly type: "SyncResumed";
      readonly finalLevel: number;
      readonly ranges: number;
      readonly rows: number;
      readonly done: number;
    }
  | {
      readonly type: "PageIngested";
      readonly range: number;
      readonly rows: number;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: "RangeRestarted";
      readonly range: number;
      readonly expected: number | null;
      readonly found: number;
    }
  | { readonly type: "HistoryRanked"; readonly rows: number; readonly indexMs: number }
  | { readonly type: "CaughtUp"; readonly indexMs: number }
  | {
      readonly type: "TipAdvanced";
      readonly head: number;
      /** Whether everything up to the head is stored; otherwise more is waiting. */
      readonly isWhole: boolean;
      readonly final: number;
      readonly added: number;
      readonly retracted: number;
      readonly rows: number;
    }
  | {
      readonly type: "ReorgHandled";
      readonly fromLevel: number;
      readonly toLevel: number;
      readonly retracted: number;
      readonly added: number;
    }
  /**
   * An answer about the tip was not taken over: the page holds another number of rows than the count says, the upstream
   * would not hold still, or the answer is of a replica that lags behind.
   */
  | {
      readonly type: "TipDoubted";
      readonly doubt: "count" | "stale_replica";
      readonly expected: number;
      readonly found: number;
    }
  | { readonly type: "TipDoubted"; readonly doubt: "unsteady" }
  /** Confirmed when it was still there each time it was looked again, further back. */
  | {
      readonly type: "TipDoubted";
      readonly doubt: "difference_below_final";
      readonly isConfirmed: boolean;
    }
  /** Nothing is written until mirror and chain agree again, or the history has been loaded anew. */
  | { readonly type: "Diverged"; readonly final: number }
  | { readonly type: "DivergenceResolved" }
  /** The upstream has numbered its rows anew: the history is loaded anew, beside the one that is served. */
  | { readonly type: "RebuildStarted" }
  | { readonly type: "HistoryReplaced" }
  | { readonly type: "HubConnected"; readonly level: number }
  | { readonly type: "HubLost"; readonly reason: string; readonly restMs: number }
  | { readonly type: "AuditPassed"; readonly rows: number; readonly level: number }
  | { readonly type: "AuditFailed"; readonly findings: readonly string[] }
  /** It could not be finished, and says nothing about the mirror. */
  | { readonly type: "AuditInterrupted"; readonly reason: string }
  | { readonly type: "SyncInterrupted"; readonly reason: string; readonly restMs: number };

export type Tell = (fact: SyncFact) => void;
