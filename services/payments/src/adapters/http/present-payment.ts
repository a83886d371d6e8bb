import { isErased } from "@holdfast/erasure";
import type { Static } from "typebox";

import type { ListedPayment } from "../../application/payment-ports.ts";
import type {
  KeptParty,
  PaymentEvent,
  PaymentRequested,
} from "../../domain/payment/payment-event.ts";
import { NO_PAYMENT, paymentAfter } from "../../domain/payment/payment-state.ts";
import type { PaymentShown, PaymentsPage } from "./payment-schemas.ts";

type Shown = Static<typeof PaymentShown>;

/** A payment as its history tells it; undefined for none. */
export function presentPayment(history: readonly PaymentEvent[]): Shown | undefined {
  const { requested, phase, attention, ref } = history.reduce(paymentAfter, NO_PAYMENT);
  if (requested === undefined || phase === undefined) return undefined;
  const reason = reasonOf(history);
  return {
    id: requested.payment,
    state: attention === undefined ? phase : "needs_attention",
    ...(attention !== undefined && { attention: { ...attention } }),
    account: requested.payer,
    clearing_account: requested.clearing,
    amount: requested.amount,
    currency: requested.currency,
    creditor: presentParty(requested.creditor),
    debtor: presentParty(requested.debtor),
    ...(!isErased(requested.reference) && { reference: requested.reference }),
    submission_id: requested.submission,
    ...(ref !== undefined && { rail_reference: ref }),
    ...(reason !== undefined && { reason }),
    ...transfersOf(history, requested),
    requested_at: requested.at,
    history: history.map((event) => ({
      event: event.type,
      at: event.at,
      ...("reason" in event && { reason: event.reason }),
      ...("step" in event && { step: event.step }),
      ...("outcome" in event && { outcome: event.outcome }),
    })),
  };
}

function presentParty({ name, account }: KeptParty): Shown["creditor"] {
  return isErased(name) || isErased(account) ? { erased: true } : { name, account };
}

/** Those transfers that were made. */
function transfersOf(
  history: readonly PaymentEvent[],
  { transfers }: PaymentRequested,
): Partial<Shown> {
  const seen = new Set(history.map(({ type }) => type));
  return {
    ...(seen.has("FundsHeld") && { hold_id: transfers.hold }),
    ...(seen.has("PaymentSettled") && { transfer_id: transfers.post }),
    ...(seen.has("PaymentCompensated") && { release_id: transfers.release }),
    ...(seen.has("PaymentReturned") && { reversal_id: transfers.reversal }),
  };
}

function reasonOf(history: readonly PaymentEvent[]): string | undefined {
  const isReason = (event: PaymentEvent) =>
    event.type === "PaymentRefused" ||
    event.type === "RailRejected" ||
    event.type === "RailReturned";
  const last = history.findLast(isReason);
  return last !== undefined && "reason" in last ? last.reason : undefined;
}

/** A payment as a list shows it. */
export function presentListed(payment: ListedPayment): Static<typeof PaymentsPage>["data"][number] {
  const { id, phase, attention, payer, amount, currency, requestedAt } = payment;
  return {
    id,
    state: attention === undefined ? phase : "needs_attention",
    ...(attention !== undefined && { attention: { ...attention } }),
    account: payer,
    amount,
    currency,
    requested_at: requestedAt,
  };
}
