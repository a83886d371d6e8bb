import type { MessageMeta } from "@holdfast/cqrs/event-store";
import { inboxId } from "@holdfast/processes";

import type { PaymentHandling, SubmissionOwner } from "./payment-ports.ts";
import { RailUnheard } from "./rail-unheard.ts";
import type { RailOutcome } from "./rail.ts";

/** Tells a payment's history how it ended at the rail, however often that is heard. What is no end is passed over. */
export async function hearRail(
  { handle }: PaymentHandling,
  { tenant, payment, meta: cause }: SubmissionOwner & { readonly meta?: MessageMeta | undefined },
  { submission, state, reason, ref }: RailOutcome,
): Promise<void> {
  if (state === "received" || state === "accepted") return;
  const streamId = `payment-${payment}`;
  // A payment comes to each state once.
  const commandId = inboxId("rail", `${submission}:${state}`);
  const command = { type: "HearRail", state, reason, ref } as const;
  const meta = { ...cause, actor: "rail", action: `payment.${state}` };
  const outcome = await handle({ tenant, streamId, commandId, command, meta });
  if (!("status" in outcome) && outcome.code !== "command_mismatch") {
    throw new RailUnheard(payment, outcome);
  }
}
