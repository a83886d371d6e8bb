import { refuse } from "@holdfast/cqrs";

import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { Transfer } from "./transfer.ts";

/** The code of all that payments to the outside move; no client may give it to a transfer. */
export const PAYMENT_CODE = 65_535;

/** What a payment holds and moves is its own to end and to take back: only the rail's word says where the money is. */
export function refusedAsOfPayment(
  { id: transfer, code }: Transfer,
  isOfPayment = false,
): LedgerRefusal | undefined {
  if (code !== PAYMENT_CODE || isOfPayment) return undefined;
  return refuse("transfer_of_payment", `transfer ${transfer} is a payment's`, { transfer });
}
