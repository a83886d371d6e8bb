import type { PaymentTerms } from "../domain/payment/payment-event.ts";
import type { RequestPayment } from "../domain/payment/payment.ts";
import { namedUuid } from "./named-uuid.ts";

/** The number of the account that payments in a currency go through, one for each tenant. */
export function clearingNumber(currency: string): string {
  return `CLEARING-${currency}`;
}

/**
 * The command that begins a payment. All ids are made of its own, so that a step that is done again is the same one. What
 * the rail is told is made of the tenant too: two tenants may choose the same id, and the rail serves both.
 */
export function requestOf(tenant: string, payment: string, terms: PaymentTerms): RequestPayment {
  const of = (step: string): string => namedUuid(payment, step);
  return {
    type: "RequestPayment",
    payment,
    ...terms,
    transfers: {
      hold: of("hold"),
      post: of("post"),
      release: of("release"),
      reversal: of("reversal"),
    },
    submission: namedUuid(namedUuid(tenant, payment), "submit"),
  };
}
