import { refuse, type Refusal } from "@holdfast/cqrs";

/** Why something cannot be done with a payment. */
export type PaymentRefusal =
  | Refusal<"payment_not_found", { readonly payment: string }>
  | Refusal<"payment_exists_with_different_content", { readonly payment: string }>
  | Refusal<"payment_needs_no_attention", { readonly payment: string }>
  | Refusal<"payment_outcome_known", { readonly payment: string }>;

/** The house has not opened the account that payments of a currency go through. */
export type ClearingMissing = Refusal<"clearing_account_missing", { readonly number: string }>;

/** Somebody whom a payment would name was erased, and is not to be written about again. */
export type SubjectErased = Refusal<"subject_erased", { readonly payment: string }>;

/** There is none of this id, or it is another tenant's. */
export function paymentNotFound(payment: string): PaymentRefusal {
  return refuse("payment_not_found", `there is no payment ${payment}`, { payment });
}

/** Names the account that is to be opened first. */
export function clearingMissing(number: string): ClearingMissing {
  const sentence = `payments go through the account ${number}, which is not there: open it`;
  return refuse("clearing_account_missing", sentence, { number });
}

/** Tells that the account's holder, or whom the payment names, was erased. */
export function subjectErased(payment: string): SubjectErased {
  const sentence = "somebody whom this payment names was erased, and is not written about again";
  return refuse("subject_erased", sentence, { payment });
}
