import type { Heard, ProcessEvent } from "@holdfast/processes";

import type { RailEvent, StuckStep } from "./payment-event.ts";
import { type ProcessCommand, railAnswer } from "./process-command.ts";
import type { PaymentMessage } from "./process-messages.ts";
import type { PaymentWanted } from "./wanted-events.ts";

/** The messages of the timers of a payment. */
export type PaymentTimeout =
  /** It is time to ask the rail. */
  | { readonly type: "AskDue" }
  /** Nobody knows for too long how it ended. */
  | { readonly type: "OutcomeOverdue" };

/** What the process of a payment hears. */
export type PaymentHeard = Heard<PaymentMessage, ProcessCommand, PaymentTimeout>;

/** How far the process of a payment is. */
type PaymentStage =
  | "holding"
  | "submitting"
  /** The rail has it, or may have it. */
  | "waiting"
  | "posting"
  | "releasing"
  | "settled"
  | "reversing"
  | "refused"
  | "compensated"
  | "returned";

/** A payment of which nobody has heard, or one that is under way. */
export type PaymentProcessState = { readonly stage: "new" } | Begun;

/** A payment that is under way. */
export type Begun = {
  readonly stage: PaymentStage;
  readonly wanted: PaymentWanted;
  /** How often the rail was asked without learning how it ends. */
  readonly asked: number;
  /** What was refused, and is not tried again before somebody says so. */
  readonly stuck: Exclude<StuckStep, "rail"> | undefined;
  /** Why the rail did not pay, or gave the money back. */
  readonly reason: string | undefined;
};

/** Where a payment stands after what its process has heard; what it does about that changes nothing. */
export function processAfter(
  state: PaymentProcessState,
  event: ProcessEvent<PaymentMessage, ProcessCommand, PaymentTimeout>,
): PaymentProcessState {
  if (isOwnDoing(event)) return state;
  if (event.type === "PaymentWanted") return state.stage === "new" ? begun(event) : state;
  return state.stage === "new" ? state : after(state, event);
}

type Event = ProcessEvent<PaymentMessage, ProcessCommand, PaymentTimeout>;

function isOwnDoing(event: Event): event is Exclude<Event, PaymentHeard> {
  const { type } = event;
  return type === "CommandIssued" || type === "TimerSet" || type === "TimerCancelled";
}

function begun(wanted: PaymentWanted): Begun {
  return { stage: "holding", wanted, asked: 0, stuck: undefined, reason: undefined };
}

function after(state: Begun, heard: Exclude<PaymentHeard, PaymentWanted>): Begun {
  switch (heard.type) {
    case "CommandAccepted":
      return afterAccepted(state, heard);
    case "CommandRefused":
      return afterRefused(state, heard.label);
    case "RailConfirmed":
    case "RailRejected":
    case "RailReturned":
      return afterRail(state, heard);
    case "PaymentResumed":
      return { ...state, stuck: undefined };
    case "TimerFired":
      return state;
    default:
      return heard satisfies never;
  }
}

function afterRail(state: Begun, heard: RailEvent): Begun {
  const { stage } = state;
  if (heard.type === "RailReturned") {
    const { reason } = heard;
    if (stage === "posting") return { ...state, reason };
    return stage === "settled" ? { ...state, stage: "reversing", reason } : state;
  }
  if (!isOpen(state)) return state;
  if (heard.type === "RailConfirmed") return { ...state, stage: "posting", stuck: undefined };
  return { ...state, stage: "releasing", stuck: undefined, reason: heard.reason };
}

/** Whether it is not known yet how the payment ends at the rail. */
export function isOpen({ stage }: Begun): boolean {
  return stage === "submitting" || stage === "waiting";
}

function afterAccepted(
  state: Begun,
  { label, answer }: { readonly label: string; readonly answer: unknown },
): Begun {
  switch (`${state.stage} ${label}`) {
    case "holding hold":
      return { ...state, stage: "submitting" };
    case "submitting submit":
    case "waiting submit":
    case "waiting ask":
      return waiting(state, answer);
    case "posting post":
      return { ...state, stage: state.reason === undefined ? "settled" : "reversing" };
    case "releasing release":
      return { ...state, stage: "compensated" };
    case "reversing reverse":
      return { ...state, stage: "returned" };
    default:
      return state;
  }
}

function waiting(state: Begun, answer: unknown): Begun {
  const isConflict = railAnswer(answer).outcome === "conflict";
  const stuck = isConflict ? "submit" : undefined;
  return { ...state, stage: "waiting", asked: state.asked + 1, stuck };
}

function afterRefused(state: Begun, label: string): Begun {
  switch (`${state.stage} ${label}`) {
    case "holding hold":
      return { ...state, stage: "refused" };
    case "posting post":
      return { ...state, stuck: "post" };
    case "releasing release":
      return { ...state, stuck: "release" };
    case "reversing reverse":
      return { ...state, stuck: "reverse" };
    default:
      return state;
  }
}
