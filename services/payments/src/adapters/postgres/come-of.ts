import { type FoundCommand, isAppendRefusal } from "@holdfast/cqrs/event-store";
import type { WriteOutcome } from "@holdfast/postgres/event-store";

import type { ItemResult } from "../../domain/decide-transfers.ts";
import type { Draft } from "../../domain/draft.ts";
import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import type { Decided } from "./decide-request.ts";
import type { Come } from "./outcomes-of.ts";

/** What was decided, in the ledger as it is after the batch. */
export type DecidedInDraft = Decided & { readonly draft: Draft };

/** What was decided, or what the log remembered. */
export type Decision = DecidedInDraft | { readonly remembered: Come };

/** What the log remembers of a command. */
export function rememberedAs(found: NonNullable<FoundCommand>): Come {
  return isAppendRefusal(found)
    ? { is: "refused_by_log", refusal: found }
    : { is: "known", answer: found };
}

/** What became of a decision, by what the log has said. */
export function comeOf(decision: Decision | undefined, outcome: WriteOutcome | undefined): Come {
  if (decision === undefined) throw new RangeError("a request was not decided");
  if ("remembered" in decision) return decision.remembered;
  if (decision.refusal !== undefined) return refused(decision.refusal, decision.results, outcome);
  if (outcome === undefined) throw new RangeError("an accepted request was not written");
  if (isAppendRefusal(outcome)) return { is: "refused_by_log", refusal: outcome };
  const answers = "parts" in outcome ? outcome.parts : outcome.answers;
  const [answer] = answers;
  if (answer === undefined) throw new RangeError("the log answered without an answer");
  if (outcome.status === "duplicate") return { is: "known", answer };
  const position = answers.reduce(
    (last, each) => (each.lastPosition > last ? each.lastPosition : last),
    0n,
  );
  return { is: "done", position, ...decision };
}

function refused(
  refusal: LedgerRefusal,
  results: readonly ItemResult[],
  outcome: WriteOutcome | undefined,
): Come {
  const item = results.findIndex((each) => each.status === "refused" && each.refusal === refusal);
  // An attempt that is used up is told to the log by itself, or else together with the audit of it.
  const isAudited = outcome !== undefined && "parts" in outcome;
  return {
    is: "refused",
    refusal,
    ...(item >= 0 && { item }),
    ...(isAudited && { isAudited }),
  };
}
