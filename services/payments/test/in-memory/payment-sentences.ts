import { isErased } from "@holdfast/erasure";
import { scenariosOf } from "@holdfast/scenarios";

import { paymentEvents } from "../../src/domain/payment/payment-events.ts";
import { payment } from "../../src/domain/payment/payment.ts";
import { amountText } from "./ledger-sentences.ts";

const REASON = (reason: string) => reason.replaceAll("_", " ");
/** What business people read of the history of a payment. */
export const paymentLanguage = scenariosOf(
  { ...payment, phase: ({ phase = "absent" }) => phase },
  {
    context: ({ now }) => ({ now: now.toISOString() }),
    schemaVersions: paymentEvents.schemaVersions,
    says: {
      RequestPayment: ({ amount, currency, creditor }) =>
        `pay ${amountText(amount, currency)} to ${creditor.name}`,
      NoteStep: ({ step }) => `note ${step.type}`,
      HearRail: ({ state, reason }) => `the rail says: ${state}${reason && ` for ${reason}`}`,
      ResumePayment: ({ reason }) => `go on: ${reason}`,
      ResolvePayment: ({ outcome, reason }) =>
        `it is ${outcome}, as somebody has found out: ${reason}`,
      PaymentRequested: ({ amount, currency, creditor }) =>
        `${amountText(amount, currency)} are to be paid to ${isErased(creditor.name) ? "somebody" : creditor.name}`,
      FundsHeld: () => "the money is held",
      PaymentRefused: ({ reason }) => `it could not begin: ${REASON(reason)}`,
      SubmittedToRail: ({ ref }) => `the rail has it as ${ref}`,
      RailUnknown: () => "whether the rail has it is not known",
      RailConfirmed: () => "the rail has paid",
      RailRejected: ({ reason }) => `the rail will not pay: ${REASON(reason)}`,
      RailReturned: ({ reason }) => `the money came back to the rail: ${REASON(reason)}`,
      PaymentSettled: () => "it is settled",
      PaymentCompensated: () => "the money is the payer's again",
      PaymentReturned: () => "the money that came back is the payer's again",
      PaymentNeedsAttention: ({ step, reason }) =>
        `somebody has to look after ${step}: ${REASON(reason)}`,
      PaymentResumed: ({ reason }) => `somebody has looked after it: ${reason}`,
      PaymentResolved: ({ outcome, reason }) =>
        `somebody has found out that it is ${outcome}: ${reason}`,
    },
    refusals: {
      payment_not_found: "there is no such payment",
      payment_exists_with_different_content: "under this id something else is paid",
      payment_needs_no_attention: "the payment waits for nobody",
      payment_outcome_known: "how it ended at the rail is known",
    },
  },
);
