/** Reason codes of ISO 20022 (external code sets of payment status and return reasons) that chance draws from. */
export const REJECT_REASONS = ["AC01", "AC04", "AC06", "AG01", "AM04", "MS03"] as const;

/** The same for money that comes back after settlement. */
export const RETURN_REASONS = ["AC04", "AC06", "MD07", "MS02"] as const;

const REASON = /^[A-Z]{2}[0-9]{2}$/u;

/** Whether a text has the form of a reason code. */
export function isReason(text: string): boolean {
  return REASON.test(text);
}

/** What is wrong with the creditor's account is seen at once; everything else only after acceptance. */
export function isSeenAtOnce(reason: string): boolean {
  return reason.startsWith("AC");
}
