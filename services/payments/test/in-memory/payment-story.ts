import type {
  PaymentEvent,
  PaymentRequested,
  StepEvent,
} from "../../src/domain/payment/payment-event.ts";
import type { HearRail, RequestPayment, Timeless } from "../../src/domain/payment/payment.ts";
import { BEGINNING } from "./ledger-story.ts";

const at = BEGINNING;
const terms = {
  payment: "17",
  payer: "ann",
  clearing: "clearing",
  amount: 300n,
  currency: "USD",
  creditor: { name: "Bob", account: "DE1" },
  debtor: { name: "Ann", account: "GB1" },
  reference: "invoice 7",
  transfers: { hold: "hold", post: "post", release: "release", reversal: "reversal" },
  submission: "17",
} as const;
export const ask: RequestPayment = { type: "RequestPayment", ...terms };
export const requested: PaymentRequested = { type: "PaymentRequested", ...terms, at };
export const happened = <Event extends Timeless<PaymentEvent>>(event: Event) => ({ ...event, at });
export const note = (step: Timeless<StepEvent>) => ({ type: "NoteStep", step }) as const;
export const hear = (state: HearRail["state"], reason = ""): HearRail => ({
  type: "HearRail",
  state,
  reason,
  ref: "RL1",
});

export const heldStep = { type: "FundsHeld" } as const;
export const submittedStep = { type: "SubmittedToRail", ref: "RL1" } as const;
export const unknownStep = { type: "RailUnknown" } as const;
export const settledStep = { type: "PaymentSettled" } as const;
export const compensatedStep = { type: "PaymentCompensated" } as const;
export const returnedStep = { type: "PaymentReturned" } as const;
export const overdueStep = {
  type: "PaymentNeedsAttention",
  step: "rail",
  reason: "outcome_unknown",
} as const;
export const contradiction = happened({
  type: "PaymentNeedsAttention",
  step: "rail",
  reason: "rail_contradicts_itself",
});

export const held = happened(heldStep);
export const submitted = happened(submittedStep);
export const confirmed = happened({ type: "RailConfirmed" });
export const rejected = happened({ type: "RailRejected", reason: "AC04" });
export const returned = happened({ type: "RailReturned", reason: "AC06" });
export const overdue = happened(overdueStep);
export const open = [requested, held, submitted] as const;
export const settled = [...open, confirmed, happened(settledStep)] as const;
export const compensated = [...open, rejected, happened(compensatedStep)] as const;
export const back = [...settled, returned, happened(returnedStep)] as const;
