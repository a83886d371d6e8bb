import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import type {
  ClearingMissing,
  PaymentRefusal,
  SubjectErased,
} from "../../domain/payment/payment-refusal.ts";

/** Every no that a client may be given. */
export type AnyRefusal = LedgerRefusal | PaymentRefusal | ClearingMissing | SubjectErased;

/** The status of every no; a code that is missing here does not compile. */
export const REFUSAL_STATUSES = {
  invalid_amount: 400,
  invalid_id: 400,

  account_not_found: 404,
  transfer_not_found: 404,
  pending_transfer_not_found: 404,
  quote_not_found: 404,
  payment_not_found: 404,

  account_number_taken: 409,
  account_exists_with_different_content: 409,
  pending_transfer_already_posted: 409,
  pending_transfer_already_voided: 409,
  pending_transfer_expired: 409,
  pending_transfer_not_expired: 409,
  exists_with_different_flags: 409,
  exists_with_different_pending_id: 409,
  exists_with_different_timeout_s: 409,
  exists_with_different_debit_account: 409,
  exists_with_different_credit_account: 409,
  exists_with_different_amount: 409,
  exists_with_different_user_data: 409,
  exists_with_different_ledger: 409,
  exists_with_different_code: 409,
  id_already_failed: 409,
  quote_already_used: 409,
  quote_expired: 409,
  quote_not_expired: 409,
  quote_exists_with_different_content: 409,
  payment_exists_with_different_content: 409,
  payment_needs_no_attention: 409,
  payment_outcome_known: 409,
  transfer_of_payment: 409,

  version_conflict: 412,

  accounts_must_be_different: 422,
  currency_mismatch: 422,
  insufficient_funds: 422,
  account_frozen: 422,
  account_closed: 422,
  account_not_frozen: 422,
  account_not_closed: 422,
  account_not_empty: 422,
  exceeds_pending_transfer_amount: 422,
  exceeds_reversible_amount: 422,
  overflow: 422,
  condition_failed: 422,
  clearing_account_missing: 422,
  subject_erased: 422,
  transfer_not_reversible: 422,
  transfer_not_pending: 422,
  linked_event_failed: 422,
  linked_event_chain_open: 422,
} as const satisfies Readonly<Record<AnyRefusal["code"], number>>;
