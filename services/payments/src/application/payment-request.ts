import type { MessageMeta } from "@holdfast/cqrs/event-store";

import type { PaymentRefusal, SubjectErased } from "../domain/payment/payment-refusal.ts";
import type { PaymentCommand } from "../domain/payment/payment.ts";
import type { GivenCommand, KeyReused } from "./ledger-request.ts";

/** What somebody asks of a payment, under the key of the request. */
export type PaymentRequest = GivenCommand & {
  readonly payment: string;
  readonly command: PaymentCommand;
  readonly meta: MessageMeta;
};

/** It was done, now or when it was asked for first. */
export type PaymentDone = {
  readonly status: "done" | "replayed";
  /** Of the first request, where ids are made anew for each. */
  readonly payment: string;
  /** Whether anything has happened; false if all of it was so already. */
  readonly isNew: boolean;
};

/** What came of a request. */
export type PaymentOutcome =
  | PaymentDone
  | { readonly status: "refused"; readonly refusal: PaymentRefusal | SubjectErased }
  | KeyReused;

/** The door for requests about payments; durable and readable when it returns. */
export type PaymentDoor = {
  execute(request: PaymentRequest): Promise<PaymentOutcome>;
  /** What came of a request that was accepted before; undefined if none was. */
  recall(command: GivenCommand): Promise<PaymentDone | KeyReused | undefined>;
};
