import { oneOf } from "./chance.ts";
import type { FateFault } from "./fault-plan.ts";
import { isSeenAtOnce, REJECT_REASONS, RETURN_REASONS } from "./reasons.ts";
import type { Step } from "./submission.ts";

/** How long things take, in milliseconds. */
export type Pace = {
  /** From receipt to acceptance. */
  readonly acceptMs: number;
  /** From acceptance to settlement. */
  readonly settleMs: number;
  /** From settlement until the money comes back. */
  readonly returnMs: number;
};

/** What a course is made of. */
export type CourseParts = {
  /** Settlement when there is none. */
  readonly fate: FateFault | undefined;
  readonly pace: Pace;
  /** When the payment was received, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Chooses among reasons; in [0, 1). */
  readonly fraction: number;
};

/** The steps a payment will go. */
export function courseOf({ fate, pace, fromMs, fraction }: CourseParts): readonly Step[] {
  const acceptedMs = fromMs + pace.acceptMs;
  const settledMs = acceptedMs + pace.settleMs;
  const accepted: Step = { state: "accepted", dueMs: acceptedMs };
  const settled: Step = { state: "settled", dueMs: settledMs };
  if (fate === undefined) return [accepted, settled];
  switch (fate.kind) {
    case "reject": {
      const reason = fate.reason ?? oneOf(REJECT_REASONS, fraction);
      if (isSeenAtOnce(reason)) return [{ state: "rejected", dueMs: acceptedMs, reason }];
      return [accepted, { state: "rejected", dueMs: settledMs, reason }];
    }
    case "return": {
      const reason = fate.reason ?? oneOf(RETURN_REASONS, fraction);
      const dueMs = settledMs + (fate.ms ?? pace.returnMs);
      return [accepted, settled, { state: "returned", dueMs, reason }];
    }
    case "stall":
      return [accepted];
    case "slow":
      return [accepted, { state: "settled", dueMs: settledMs + fate.ms }];
    default:
      return fate satisfies never;
  }
}
