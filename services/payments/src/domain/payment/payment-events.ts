import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import { KNOWN_ENDS, type PaymentEvent } from "./payment-event.ts";

const text = { type: "string" } as const;
const uuid = { type: "string", format: "uuid" } as const;
const at = { type: "string", format: "date-time" } as const;
const reason = { type: "string", minLength: 1 } as const;

/** A bigint as events hold it. */
const amount = {
  type: "object",
  properties: { $bigint: { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" } },
  required: ["$bigint"],
  additionalProperties: false,
} as const;

/** An object with these members and no more. */
function having(properties: Readonly<Record<string, object>>) {
  const required = Object.keys(properties);
  return { type: "object", properties, required, additionalProperties: false } as const;
}

const party = having({ name: text, account: text });
const onlyTime = [{ schema: having({ at }) }] as const;
const withReason = [{ schema: having({ reason, at }) }] as const;
const step = { enum: ["submit", "rail", "post", "release", "reverse"] } as const;

/** What the events of payments look like, and have looked like. */
export const paymentEvents = eventCatalogue<PaymentEvent>({
  PaymentRequested: [
    {
      schema: having({
        payment: uuid,
        payer: uuid,
        clearing: uuid,
        amount,
        currency: text,
        creditor: party,
        debtor: party,
        reference: text,
        transfers: having({ hold: uuid, post: uuid, release: uuid, reversal: uuid }),
        submission: uuid,
        at,
      }),
    },
  ],
  FundsHeld: onlyTime,
  PaymentRefused: withReason,
  SubmittedToRail: [{ schema: having({ ref: text, at }) }],
  RailUnknown: onlyTime,
  RailConfirmed: onlyTime,
  RailRejected: withReason,
  RailReturned: withReason,
  PaymentSettled: onlyTime,
  PaymentCompensated: onlyTime,
  PaymentReturned: onlyTime,
  PaymentNeedsAttention: [{ schema: having({ step, reason, at }) }],
  PaymentResumed: withReason,
  PaymentResolved: [{ schema: having({ outcome: { enum: KNOWN_ENDS }, reason, at }) }],
});
