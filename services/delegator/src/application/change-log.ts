import type { Change } from "./change.ts";

/** The mirror and its change log at one moment. */
export type LogState = {
  readonly head: number;
  readonly final: number;
  /** Delegations stored. */
  readonly total: number;
  /** Number of the oldest change that is still kept; one above `newest` when none is. */
  readonly oldest: number;
  readonly newest: number;
  /** Whether the history was replaced after the change that was asked about. */
  readonly isReplaced: boolean;
};

export type ChangeLog = {
  /** What follows a change, in order, as far as it is still kept. */
  since(seq: number, limit: number): Promise<readonly Change[]>;
  /** `after` is the newest change that somebody knows; undefined for whoever knows none. */
  state(after: number | undefined): Promise<LogState>;
};
