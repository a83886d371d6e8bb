import {
  type AppendAllOutcome,
  type AppendOutcome,
  answeredAlike,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";

/** What the parts of a command came to, as one outcome: the first refusal, if there is one. */
export function together(outcomes: readonly AppendOutcome[]): AppendAllOutcome {
  const refusal = outcomes.find(isAppendRefusal);
  if (refusal !== undefined) return refusal;
  const done = outcomes.flatMap((each) => (isAppendRefusal(each) ? [] : [each]));
  const isKnown = done.some(({ status }) => status === "duplicate");
  const parts = answeredAlike(done.flatMap(({ answers }) => answers));
  return { status: isKnown ? "duplicate" : "ok", parts };
}
