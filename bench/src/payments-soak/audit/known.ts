import type { Condition } from "../plan.ts";

/** What the audit knows besides the log. */
export type Known = {
  readonly conditions: ReadonlyMap<string, Condition>;
  /** Marks of transfers that were taken back by force. */
  readonly forced: ReadonlySet<string>;
};
