import {
  type AppendAllOutcome,
  type AppendOutcome,
  answeredAlike,
  isAppendRefusal,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";

import type { BatchOutcome } from "./append-batch.ts";

/** An item as the requests that it comes to; those for several streams are the parts of one command. */
export type PreparedItem = {
  readonly requests: readonly PreparedAppend[];
  readonly isForSeveral: boolean;
};

/** What items came to, by what their requests did, in their order; undefined if nothing but its neighbours stood against one. */
export function outcomesOfItems(
  items: readonly PreparedItem[],
  outcomes: readonly BatchOutcome[],
): readonly (AppendOutcome | AppendAllOutcome | undefined)[] {
  let at = 0;
  return items.map(({ requests: { length }, isForSeveral }) => {
    const told = outcomes.slice(at, (at += length)).filter((each) => each !== "not_applied");
    return isForSeveral && told.length > 0 ? together(told) : told[0];
  });
}

/** What the parts of a command came to, as one outcome: the first refusal, if there is one. */
export function together(outcomes: readonly AppendOutcome[]): AppendAllOutcome {
  const refusal = outcomes.find(isAppendRefusal);
  if (refusal !== undefined) return refusal;
  const done = outcomes.flatMap((each) => (isAppendRefusal(each) ? [] : [each]));
  const isKnown = done.some(({ status }) => status === "duplicate");
  const parts = answeredAlike(done.flatMap(({ answers }) => answers));
  return { status: isKnown ? "duplicate" : "ok", parts };
}
