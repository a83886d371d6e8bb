import type { PaymentRequest } from "../src/application/payment-request.ts";
import type { PaymentCommand } from "../src/domain/payment/payment.ts";

/** Whose payment it is, and from which account. */
type Payer = { readonly tenant: string; readonly payer: string };

/** A request for a payment to the outside, always the same, under a key of its own. */
export function askedFor(payment: string, { tenant, payer }: Payer): PaymentRequest {
  const command: PaymentCommand = {
    type: "RequestPayment",
    payment,
    payer,
    clearing: payer,
    amount: 1n,
    currency: "USD",
    creditor: { name: "Ada Lovelace", account: "NL91ABNA0417164300" },
    debtor: { name: "Charles Babbage", account: "GB33BUKB20201555555555" },
    reference: "invoice 4711",
    submission: payment,
    transfers: { hold: payment, post: payment, release: payment, reversal: payment },
  };
  return {
    tenant,
    payment,
    commandId: `key:${payment}`,
    fingerprint: "this one",
    command,
    meta: {},
  };
}
