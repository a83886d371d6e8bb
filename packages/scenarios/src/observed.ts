import type { Refusal, Tagged } from "@holdfast/cqrs";

import type { RowsOutcome } from "./clauses.ts";

/** What a command was answered. */
export type Answer = { readonly command: Tagged; readonly refusal: Refusal | undefined };

/** What can be seen of a story from outside once it is over, whoever played it. */
export type Observed = {
  /** In the order of the commands, as far as they were sent: one after another, the first refusal ends it. */
  readonly answers: readonly Answer[];
  /** What has happened since the second clause began. */
  readonly produced: readonly Tagged[];
  readonly state: unknown;
  /** The state before the second clause. */
  readonly stateBefore: unknown;
  /** What the read models show that the third clause asks for. */
  readonly rows: (outcome: RowsOutcome) => readonly unknown[];
};
