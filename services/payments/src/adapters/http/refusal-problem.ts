import { HttpProblem } from "@holdfast/http";

import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import type { ClearingMissing, PaymentRefusal } from "../../domain/payment/payment-refusal.ts";
import { REFUSAL_STATUSES } from "./refusal-statuses.ts";

/** A no of the ledger or about a payment as it is answered: its own code, and its data for programs. */
export function refusalProblem({
  code,
  sentence,
  data,
}: LedgerRefusal | PaymentRefusal | ClearingMissing): HttpProblem {
  const status = REFUSAL_STATUSES[code];
  return new HttpProblem({
    status,
    code,
    title: titleOf(code),
    detail: sentence,
    params: { ...data },
  });
}

/** What happened, for people: the code in words. */
export function titleOf(code: string): string {
  return code.replaceAll("_", " ");
}
