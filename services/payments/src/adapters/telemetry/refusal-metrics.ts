import type { Metrics } from "@holdfast/telemetry";

import type { LedgerOutcome } from "../../application/ledger-request.ts";
import type { Post } from "../../application/posting-queue.ts";

/** Posts, and counts what is refused: answers that are problems, and items of batches that are answered all the same. */
export function countingRefusals(metrics: Metrics, post: Post): Post {
  const refusals = metrics.counter({
    name: "payments_refusals_total",
    help: "What the ledger has refused, by code: commands, and items of batches one by one",
    labels: ["code"],
  });
  return async (requests) => {
    const outcomes = await post(requests);
    for (const outcome of outcomes) {
      for (const code of refusedOf(outcome)) refusals.inc({ code });
    }
    return outcomes;
  };
}

const NONE: readonly string[] = [];

/** What is told again was counted before. */
function refusedOf(outcome: LedgerOutcome | undefined): readonly string[] {
  if (outcome?.status === "refused") return [outcome.refusal.code];
  if (outcome?.status !== "done") return NONE;
  const { results } = outcome;
  if (results.every(({ status }) => status !== "refused")) return NONE;
  return results.flatMap((each) => (each.status === "refused" ? [each.refusal.code] : []));
}
