import type { PaymentEvent, PaymentRequested, StuckStep } from "./payment-event.ts";

/** How far a payment has come. `refused`, `compensated` and `returned` are the end of it; `settled` is, unless it comes back. */
export const PAYMENT_PHASES = [
  "requested",
  "refused",
  "held",
  "submitted",
  "unknown",
  "confirmed",
  "settled",
  "rejected",
  "compensated",
  "returning",
  "returned",
] as const;

/** One of `PAYMENT_PHASES`. */
export type PaymentPhase = (typeof PAYMENT_PHASES)[number];

/** What somebody has to look after. */
type Attention = { readonly step: StuckStep; readonly reason: string };

/** How a payment stands; `phase` is undefined before there is one. */
export type PaymentStanding = {
  readonly phase: PaymentPhase | undefined;
  readonly attention: Attention | undefined;
};

/** What is known of a payment. */
export type PaymentState = PaymentStanding & {
  readonly requested: PaymentRequested | undefined;
  /** Whether somebody has had to look after it, now or before. */
  readonly hasNeededAttention: boolean;
  /** The rail's own name for it. */
  readonly ref: string | undefined;
};

/** There is no payment yet. */
export const NO_PAYMENT: PaymentState = {
  phase: undefined,
  attention: undefined,
  requested: undefined,
  hasNeededAttention: false,
  ref: undefined,
};

/** A payment after one more event. */
export function paymentAfter(state: PaymentState, event: PaymentEvent): PaymentState {
  const after = { ...state, ...standingAfter(state, event) };
  if (event.type === "PaymentRequested") return { ...after, requested: event };
  if (event.type === "PaymentNeedsAttention") return { ...after, hasNeededAttention: true };
  return event.type === "SubmittedToRail" ? { ...after, ref: event.ref } : after;
}

const PHASE_AFTER = {
  PaymentRequested: "requested",
  FundsHeld: "held",
  PaymentRefused: "refused",
  SubmittedToRail: "submitted",
  RailUnknown: "unknown",
  RailConfirmed: "confirmed",
  RailRejected: "rejected",
  RailReturned: "returning",
  PaymentSettled: "settled",
  PaymentCompensated: "compensated",
  PaymentReturned: "returned",
} as const satisfies Partial<Readonly<Record<PaymentEvent["type"], PaymentPhase>>>;

/** The rail has told two ends of one payment: nobody else can tell which of them it is. */
export const CONTRADICTED = "rail_contradicts_itself";

/** Phases that a reference of the rail comes from: later it tells no more than that. */
const BEFORE_THE_RAIL: ReadonlySet<PaymentPhase | undefined> = new Set([
  "requested",
  "held",
  "unknown",
]);

/** The part of a payment that lists tell. */
export function standingAfter(standing: PaymentStanding, event: PaymentEvent): PaymentStanding {
  const { phase, attention } = standing;
  const { type } = event;
  if (type === "PaymentNeedsAttention") {
    const { step, reason } = event;
    return { phase, attention: { step, reason } };
  }
  if (type === "PaymentResumed" || type === "PaymentResolved") {
    return { phase, attention: undefined };
  }
  // It may have come back before it was settled here, and have a name at the rail after it has ended.
  const isLate =
    (type === "PaymentSettled" && phase === "returning") ||
    (type === "SubmittedToRail" && !BEFORE_THE_RAIL.has(phase));
  return {
    phase: isLate ? phase : PHASE_AFTER[type],
    attention: lasts(attention, type) ? attention : undefined,
  };
}

/** What doubts of the outcome make no end of, and a contradiction that only somebody can. */
function lasts(attention: Attention | undefined, type: PaymentEvent["type"]): boolean {
  const isDoubtful = type === "SubmittedToRail" || type === "RailUnknown";
  return isDoubtful || attention?.reason === CONTRADICTED;
}
