import { personalFields, pii } from "@holdfast/erasure";

import type { PaymentEvent } from "../../domain/payment/payment-event.ts";
import type { PaymentWanted } from "../../domain/payment/wanted-events.ts";

/**
 * Which of a payment names people, and whose it is. The debtor is who holds the account it is paid from, so that one
 * erasure is for all that was paid from there; of the creditor nothing is known but this payment.
 */
export const paymentPersonal = personalFields<PaymentEvent>({
  PaymentRequested: {
    creditor: { name: pii("payment"), account: pii("payment") },
    debtor: { name: pii("payer"), account: pii("payer") },
    reference: pii("payment"),
  },
  FundsHeld: {},
  PaymentRefused: {},
  SubmittedToRail: {},
  RailUnknown: {},
  RailConfirmed: {},
  RailRejected: {},
  RailReturned: {},
  PaymentSettled: {},
  PaymentCompensated: {},
  PaymentReturned: {},
  PaymentNeedsAttention: {},
  PaymentResumed: {},
  PaymentResolved: {},
});

/** What its process hears of a payment has ids only. */
export const wantedPersonal = personalFields<PaymentWanted>({ PaymentWanted: {} });
