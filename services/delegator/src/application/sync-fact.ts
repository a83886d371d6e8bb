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
  | { readonly type: "CaughtUp"; readonly rows: number; readonly indexMs: number }
  | {
      readonly type: "TipAdvanced";
      readonly head: number;
      readonly final: number;
      readonly added: number;
      readonly rows: number;
    }
  /**
   * What lies above the final level was not stored: the page holds another number of rows than the count says, or its
   * rows have ids that do not lie above the newest stored one.
   */
  | {
      readonly type: "TipDoubted";
      readonly doubt: "count" | "ids";
      readonly expected: number;
      readonly found: number;
    }
  | { readonly type: "AuditPassed"; readonly rows: number; readonly level: number }
  | { readonly type: "AuditFailed"; readonly findings: readonly string[] }
  | { readonly type: "SyncInterrupted"; readonly reason: string; readonly restMs: number };

export type Tell = (fact: SyncFact) => void;
