import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { PaymentEvent, PaymentResumed, RailEvent } from "./payment-event.ts";
import { paymentEvents } from "./payment-events.ts";
import { type PaymentWanted, wantedEvents } from "./wanted-events.ts";

/** What the process of a payment is told. */
export type PaymentMessage = PaymentWanted | RailEvent | PaymentResumed;

const { histories } = paymentEvents;

/** What the messages of the process look like. */
export const paymentMessages = eventCatalogue<PaymentMessage>({
  PaymentWanted: wantedEvents.histories.PaymentWanted,
  RailConfirmed: histories.RailConfirmed,
  RailRejected: histories.RailRejected,
  RailReturned: histories.RailReturned,
  PaymentResumed: histories.PaymentResumed,
});

/** What of a payment's history its process is told; undefined for what it did itself. */
export function messageOf(event: PaymentEvent): PaymentMessage | undefined {
  if (event.type !== "PaymentRequested") return isMessage(event) ? event : undefined;
  const { payment, payer, clearing, amount, currency, transfers, submission } = event;
  const terms = { payment, payer, clearing, amount, currency, transfers, submission };
  return { type: "PaymentWanted", ...terms };
}

function isMessage(event: PaymentEvent): event is RailEvent | PaymentResumed {
  return event.type in paymentMessages.schemaVersions;
}
