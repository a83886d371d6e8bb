import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { PaymentEvent, PaymentRequested, PaymentResumed, RailEvent } from "./payment-event.ts";
import { paymentEvents } from "./payment-events.ts";

/** What the process of a payment has to know of it: names and accounts outside are not its business. */
export type PaymentWanted = {
  readonly type: "PaymentWanted";
} & Pick<
  PaymentRequested,
  "payment" | "payer" | "clearing" | "amount" | "currency" | "transfers" | "submission"
>;

/** What the process of a payment is told. */
export type PaymentMessage = PaymentWanted | RailEvent | PaymentResumed;

const uuid = { type: "string", format: "uuid" } as const;
const { histories } = paymentEvents;

/** What it looks like that a process is told of its payment. */
export const wantedEvents = eventCatalogue<PaymentWanted>({
  PaymentWanted: [
    {
      schema: {
        type: "object",
        properties: {
          payment: uuid,
          payer: uuid,
          clearing: uuid,
          amount: {
            type: "object",
            properties: { $bigint: { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" } },
            required: ["$bigint"],
            additionalProperties: false,
          },
          currency: { type: "string" },
          transfers: {
            type: "object",
            properties: { hold: uuid, post: uuid, release: uuid, reversal: uuid },
            required: ["hold", "post", "release", "reversal"],
            additionalProperties: false,
          },
          submission: uuid,
        },
        required: ["payment", "payer", "clearing", "amount", "currency", "transfers", "submission"],
        additionalProperties: false,
      },
    },
  ],
});

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
  switch (event.type) {
    case "PaymentRequested": {
      const { payment, payer, clearing, amount, currency, transfers, submission } = event;
      const terms = { payment, payer, clearing, amount, currency, transfers, submission };
      return { type: "PaymentWanted", ...terms };
    }
    case "RailConfirmed":
    case "RailRejected":
    case "RailReturned":
    case "PaymentResumed":
      return event;
    default:
      return undefined;
  }
}
