import type { MessageMeta } from "@holdfast/cqrs/event-store";
import { inboxId } from "@holdfast/processes";

import type { PaymentHandling, SubmissionOwner } from "./payment-ports.ts";
import { RailUnheard } from "./rail-unheard.ts";
import type { RailOutcome } from "./rail.ts";

/** Whose submission it is, why it is heard of, and from whom if that is not the rail. */
export type HeardOf = SubmissionOwner & {
  readonly meta?: MessageMeta | undefined;
  readonly by?: MessageMeta;
};

/** Tells a payment's history how it ended at the rail, however often that is heard. What is no end is passed over. */
export async function hearRail(
  { handle }: PaymentHandling,
  { tenant, payment, meta: cause, by }: HeardOf,
  { submission, state, reason, ref }: RailOutcome,
): Promise<void> {
  if (state === "received" || state === "accepted") return;
  const meta = { ...cause, ...(by ?? { actor: "rail", action: `payment.${state}` }) };
  const streamId = `payment-${payment}`;
  // A payment comes to each state once.
  const commandId = inboxId("rail", `${submission}:${state}`);
  const command = { type: "HearRail", state, reason, ref } as const;
  const outcome = await handle({ tenant, streamId, commandId, command, meta });
  if (!("status" in outcome) && outcome.code !== "command_mismatch") {
    throw new RailUnheard(payment, outcome);
  }
}
