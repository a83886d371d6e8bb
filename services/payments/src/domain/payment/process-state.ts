import type { Heard, ProcessEvent } from "@holdfast/processes";

import type { StuckStep } from "./payment-event.ts";
import { type ProcessCommand, railAnswer } from "./process-command.ts";
import type { PaymentMessage, PaymentWanted } from "./process-messages.ts";

/** The messages of the timers of a payment. */
export type PaymentTimeout =
  /** It is time to ask the rail. */
  | { readonly type: "AskDue" }
  /** Nobody knows for too long how it ended. */
  | { readonly type: "OutcomeOverdue" };

/** What the process of a payment hears. */
export type PaymentHeard = Heard<PaymentMessage, ProcessCommand, PaymentTimeout>;

/** How far the process of a payment is. */
export type PaymentStage =
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

/** Labels of the commands, by which their outcomes are known. */
export const STEPS = ["hold", "submit", "ask", "post", "release", "reverse"] as const;

/** Where a payment stands after what its process has heard; what it does about that changes nothing. */
export function processAfter(
  state: PaymentProcessState,
  event: ProcessEvent<PaymentMessage, ProcessCommand, PaymentTimeout>,
): PaymentProcessState {
  switch (event.type) {
    case "CommandIssued":
    case "TimerSet":
    case "TimerCancelled":
      return state;
    case "PaymentWanted":
      return state.stage === "new" ? begun(event) : state;
    default:
      return state.stage === "new" ? state : after(state, event);
  }
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
      return isOpen(state) ? { ...state, stage: "posting", stuck: undefined } : state;
    case "RailRejected": {
      const { reason } = heard;
      return isOpen(state) ? { ...state, stage: "releasing", stuck: undefined, reason } : state;
    }
    case "RailReturned": {
      const { reason } = heard;
      if (state.stage === "posting") return { ...state, reason };
      return state.stage === "settled" ? { ...state, stage: "reversing", reason } : state;
    }
    case "PaymentResumed":
      return { ...state, stuck: undefined };
    case "TimerFired":
      return state;
    default:
      return heard satisfies never;
  }
}

/** Whether it is not known yet how the payment ends at the rail. */
export function isOpen({ stage }: Begun): boolean {
  return stage === "submitting" || stage === "waiting";
}

function afterAccepted(
  state: Begun,
  { label, answer }: { readonly label: string; readonly answer: unknown },
): Begun {
  const { stage } = state;
  if (label === "hold" && stage === "holding") return { ...state, stage: "submitting" };
  if ((label === "submit" || label === "ask") && isOpen(state)) return waiting(state, answer);
  if (label === "post" && stage === "posting") {
    return { ...state, stage: state.reason === undefined ? "settled" : "reversing" };
  }
  if (label === "release" && stage === "releasing") return { ...state, stage: "compensated" };
  return label === "reverse" && stage === "reversing" ? { ...state, stage: "returned" } : state;
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
