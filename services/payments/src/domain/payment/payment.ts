import { type Decider, refuse } from "@holdfast/cqrs";

import type {
  KnownEnd,
  PaymentEvent,
  PaymentIds,
  PaymentRequested,
  PaymentTerms,
  RailEvent,
  StepEvent,
} from "./payment-event.ts";
import { paymentNotFound, type PaymentRefusal } from "./payment-refusal.ts";
import { CONTRADICTED, NO_PAYMENT, paymentAfter, type PaymentState } from "./payment-state.ts";

/** Asks for a payment. */
export type RequestPayment = { readonly type: "RequestPayment" } & PaymentTerms & PaymentIds;

/** An event before it has a time. */
export type Timeless<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** The process tells what it has done. */
export type NoteStep = { readonly type: "NoteStep"; readonly step: Timeless<StepEvent> };

/** The rail tells how a payment ended there. */
export type HearRail = {
  readonly type: "HearRail";
  readonly state: "settled" | "rejected" | "returned";
  /** The rail's own code, empty where it says none; `subject_erased` of what was never given to it. */
  readonly reason: string;
  /** Empty where the rail has never taken it. */
  readonly ref: string;
};

/** Somebody has looked after what was stuck. */
type ResumePayment = {
  readonly type: "ResumePayment";
  readonly payment: string;
  readonly reason: string;
};

/** Somebody has found out how a payment ended of which the rail says nothing. */
type ResolvePayment = {
  readonly type: "ResolvePayment";
  readonly payment: string;
  readonly outcome: KnownEnd;
  readonly reason: string;
};

/** All that can be told a payment. */
export type PaymentCommand = RequestPayment | NoteStep | HearRail | ResumePayment | ResolvePayment;

/** The time of the decision, RFC 3339 in UTC with milliseconds. */
export type PaymentContext = { readonly now: string };

/**
 * The history of one payment to the outside: what was done about it, and what the rail says. What is told again, or in
 * another order than it happened, leaves no second trace.
 */
export const payment: Decider<
  PaymentCommand,
  PaymentState,
  PaymentEvent,
  PaymentRefusal,
  PaymentContext
> = {
  initialState: () => NO_PAYMENT,
  decide(command, state, { now: at }) {
    switch (command.type) {
      case "RequestPayment":
        return requested(command, state, at);
      case "NoteStep":
        return isNews(state, command.step) ? [{ ...command.step, at }] : [];
      case "HearRail":
        return heard(command, state).map((event) => ({ ...event, at }));
      case "ResumePayment":
        return resumed(command, state, at);
      case "ResolvePayment":
        return resolved(command, state, at);
      default:
        return command satisfies never;
    }
  },
  evolve: paymentAfter,
};

function requested(
  command: RequestPayment,
  { requested: known }: PaymentState,
  at: string,
): readonly PaymentEvent[] | PaymentRefusal {
  const { type: _, ...wanted } = command;
  if (known === undefined) return [{ type: "PaymentRequested", ...wanted, at }];
  if (isSame(known, wanted)) return [];
  const { payment: id } = command;
  const sentence = `there is a payment ${id} with other content`;
  return refuse("payment_exists_with_different_content", sentence, { payment: id });
}

/** What was erased is like nothing that anybody asks for. */
function isSame(one: Content, other: Content): boolean {
  return contentOf(one) === contentOf(other);
}

type Content = Omit<PaymentRequested, "type" | "at">;

/** What tells a payment from another one; everything else is made of its id. */
function contentOf(terms: Content): string {
  const { payer, clearing, amount, currency, creditor, debtor, reference } = terms;
  const parties = [creditor.name, creditor.account, debtor.name, debtor.account];
  return JSON.stringify([payer, clearing, `${amount}`, currency, ...parties, reference]);
}

type PhaseStep = Exclude<StepEvent["type"], "SubmittedToRail" | "PaymentNeedsAttention">;

/** The phases in which a step says more than what is known. */
const NEWS_IN: Readonly<Record<PhaseStep, readonly PaymentState["phase"][]>> = {
  FundsHeld: ["requested"],
  PaymentRefused: ["requested"],
  RailUnknown: ["held"],
  PaymentSettled: ["confirmed", "returning"],
  PaymentCompensated: ["rejected"],
  PaymentReturned: ["returning"],
};

/** Whether a step says more than what is known. Those of the process come in its order; the rail may be faster. */
function isNews({ phase, ref, attention }: PaymentState, step: NoteStep["step"]): boolean {
  if (step.type === "SubmittedToRail") return ref === undefined;
  if (step.type !== "PaymentNeedsAttention") return NEWS_IN[step.type].includes(phase);
  const isAboutTheEnd = step.step === "submit" || step.step === "rail";
  if (isAboutTheEnd && step.reason !== CONTRADICTED && !OPEN.has(phase)) return false;
  return attention?.step !== step.step || attention.reason !== step.reason;
}

type Phases = ReadonlySet<PaymentState["phase"]>;

/** Phases in which the rail has not said yet how it ends. */
const OPEN: Phases = new Set(["held", "submitted", "unknown"]);
/** Phases in which it may be given to the rail; that its money is held is told at the same time. */
const SUBMITTABLE: Phases = new Set(["requested", ...OPEN]);
const PAID: Phases = new Set(["confirmed", "settled"]);
/** Phases in which it is known already. */
const KNOWN_IN: Readonly<Record<HearRail["state"], Phases>> = {
  settled: new Set([...PAID, "returning", "returned"]),
  rejected: new Set(["rejected", "compensated"]),
  returned: new Set(["returning", "returned"]),
};

/** Whether a payment with this history may be given to the rail: not once it is known how it ends. */
export function isSubmittable(history: readonly PaymentEvent[]): boolean {
  const { phase } = history.reduce(paymentAfter, NO_PAYMENT);
  return SUBMITTABLE.has(phase);
}

type Told = Timeless<PaymentEvent>;

function heard(command: HearRail, state: PaymentState): readonly Told[] {
  const told = outcomeOf(command, state);
  const isFirst = state.ref === undefined && command.ref !== "";
  return isFirst ? [{ type: "SubmittedToRail", ref: command.ref }, ...told] : told;
}

function outcomeOf({ state: outcome, reason }: HearRail, state: PaymentState): readonly Told[] {
  const { phase } = state;
  if (KNOWN_IN[outcome].has(phase)) return [];
  const isPaid = PAID.has(phase);
  const isPossible = OPEN.has(phase) || (isPaid && outcome === "returned");
  if (!isPossible) return contradicted(state);
  switch (outcome) {
    case "settled":
      return [{ type: "RailConfirmed" }];
    case "rejected":
      return [{ type: "RailRejected", reason: reasonOf(reason) }];
    case "returned": {
      const back: Timeless<RailEvent> = { type: "RailReturned", reason: reasonOf(reason) };
      // What came back was paid before, whoever missed that.
      return isPaid ? [back] : [{ type: "RailConfirmed" }, back];
    }
    default:
      return outcome satisfies never;
  }
}

function contradicted(state: PaymentState): readonly Told[] {
  const step = { type: "PaymentNeedsAttention", step: "rail", reason: CONTRADICTED } as const;
  return isNews(state, step) ? [step] : [];
}

function reasonOf(reason: string): string {
  return reason === "" ? "none_given" : reason;
}

function resumed(
  { payment: id, reason }: ResumePayment,
  { requested: known, attention }: PaymentState,
  at: string,
): readonly PaymentEvent[] | PaymentRefusal {
  if (known === undefined) return paymentNotFound(id);
  if (attention !== undefined) return [{ type: "PaymentResumed", reason, at }];
  return needsNoAttention(id);
}

function needsNoAttention(payment: string): PaymentRefusal {
  const sentence = `payment ${payment} waits for nobody`;
  return refuse("payment_needs_no_attention", sentence, { payment });
}

/** What the rail says later may contradict it, and needs somebody again. */
function resolved(
  { payment: id, outcome, reason }: ResolvePayment,
  { requested: known, phase, hasNeededAttention }: PaymentState,
  at: string,
): readonly PaymentEvent[] | PaymentRefusal {
  if (known === undefined) return paymentNotFound(id);
  if (!OPEN.has(phase)) {
    const sentence = `how payment ${id} ended at the rail is known, or it never went there`;
    return refuse("payment_outcome_known", sentence, { payment: id });
  }
  if (!hasNeededAttention) return needsNoAttention(id);
  const told = { type: "PaymentResolved", outcome, reason, at } as const;
  return outcome === "settled"
    ? [told, { type: "RailConfirmed", at }]
    : [told, { type: "RailRejected", reason: RESOLVED, at }];
}

const RESOLVED = "resolved_by_hand";
