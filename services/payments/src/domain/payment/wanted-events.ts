import { eventCatalogue } from "@holdfast/cqrs/catalogue";

import type { PaymentRequested } from "./payment-event.ts";

/** What the process of a payment has to know of it: names and accounts outside are not its business. */
export type PaymentWanted = {
  readonly type: "PaymentWanted";
} & Pick<
  PaymentRequested,
  "payment" | "payer" | "clearing" | "amount" | "currency" | "transfers" | "submission"
>;

const uuid = { type: "string", format: "uuid" } as const;

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
