import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { ProcessCommand } from "./process-command.ts";
import type { PaymentTimeout } from "./process-state.ts";

const text = { type: "string" } as const;
const uuid = { type: "string", format: "uuid" } as const;
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

/** One of the steps that the history is told, as it is told there but for its time. */
function step(type: string, more: Readonly<Record<string, object>> = {}) {
  return having({ type: { const: type }, ...more });
}

const stuck = { enum: ["submit", "rail", "post", "release", "reverse"] } as const;

const STEPS = [
  step("FundsHeld"),
  step("PaymentRefused", { reason }),
  step("SubmittedToRail", { ref: text }),
  step("RailUnknown"),
  step("PaymentSettled"),
  step("PaymentCompensated"),
  step("PaymentReturned"),
  step("PaymentNeedsAttention", { step: stuck, reason }),
];

/** What the commands of the process look like, and have looked like: its own events hold them for ever. */
export const processCommands = eventCatalogue<ProcessCommand>({
  HoldFunds: [
    { schema: having({ hold: uuid, payer: uuid, clearing: uuid, amount, currency: text }) },
  ],
  PostFunds: [{ schema: having({ hold: uuid, post: uuid }) }],
  ReleaseFunds: [{ schema: having({ hold: uuid, release: uuid, reason }) }],
  ReverseFunds: [{ schema: having({ post: uuid, reversal: uuid, reason }) }],
  SubmitPayment: [{ schema: having({ payment: uuid, submission: uuid }) }],
  AskRail: [{ schema: having({ payment: uuid, submission: uuid }) }],
  NoteStep: [{ schema: having({ step: { oneOf: STEPS } }) }],
});

/** What the messages of its timers look like. */
export const paymentTimeouts = eventCatalogue<PaymentTimeout>({
  AskDue: [{ schema: having({}) }],
  OutcomeOverdue: [{ schema: having({}) }],
});
