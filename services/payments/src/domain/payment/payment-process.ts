import {
  cancelTimer,
  type Duration,
  type Outgoing,
  type ProcessManager,
  send,
  setTimer,
} from "@holdfast/processes";

import type { NoteStep } from "./payment.ts";
import { type ProcessCommand, railAnswer } from "./process-command.ts";
import type { PaymentMessage } from "./process-messages.ts";
import {
  type Begun,
  isOpen,
  type PaymentHeard,
  type PaymentProcessState,
  type PaymentTimeout,
  processAfter,
} from "./process-state.ts";
import type { PaymentWanted } from "./wanted-events.ts";

/** How patient payments are. */
export type Patience = {
  /** Until the rail is asked for the first time; doubles each time that says nothing. */
  readonly askAfterMs: number;
  readonly askAfterMsMax: number;
  /** How long it may be unknown how a payment ends before somebody has to look. */
  readonly overdueAfter: Duration;
};

/** The process of payments. */
export type PaymentManager = ProcessManager<
  PaymentMessage,
  PaymentProcessState,
  ProcessCommand,
  PaymentTimeout
>;

type Deed = Outgoing<ProcessCommand, PaymentTimeout>;

const ASK = "ask the rail";
const OVERDUE = "outcome overdue";

/**
 * Holds the money, gives the payment to the rail, and moves the money as the rail says it has: to the clearing account,
 * back to the payer, or there and back. Of an answer that does not come nothing is concluded: the rail is asked until it
 * is known.
 */
export function paymentProcess(patience: Patience): PaymentManager {
  return {
    name: "payment_process",
    initialState: () => ({ stage: "new" }),
    react(heard, before) {
      const after = processAfter(before, heard);
      if (after.stage === "new" || (after === before && heard.type !== "TimerFired")) return [];
      return [...leaving(before, after), ...deeds(heard, before, { after, patience })];
    },
    evolve: processAfter,
    isOver: ({ stage }) => OVER.has(stage),
  };
}

/** A settled payment is not over: the money may come back. */
const OVER: ReadonlySet<PaymentProcessState["stage"]> = new Set([
  "refused",
  "compensated",
  "returned",
]);

type Now = { readonly after: Begun; readonly patience: Patience };

/** Nobody is asked any more about what is known. */
function leaving(before: PaymentProcessState, after: Begun): readonly Deed[] {
  const wasOpen = before.stage !== "new" && isOpen(before);
  return wasOpen && !isOpen(after) ? [cancelTimer(ASK), cancelTimer(OVERDUE)] : [];
}

function deeds(heard: PaymentHeard, before: PaymentProcessState, now: Now): readonly Deed[] {
  const { after } = now;
  switch (heard.type) {
    case "PaymentWanted":
      return [hold(after.wanted)];
    case "CommandAccepted":
      return whenAccepted(heard, before, now);
    case "CommandRefused":
      return whenRefused(after, heard.refusal.code);
    case "RailConfirmed":
    case "RailRejected":
    case "RailReturned":
      return before.stage === after.stage ? [] : present(after);
    case "PaymentResumed":
      return whenResumed(before, now);
    case "TimerFired":
      return whenFired(heard.message, after);
    default:
      return heard satisfies never;
  }
}

function whenAccepted(
  { label, answer }: { readonly label: string; readonly answer: unknown },
  before: PaymentProcessState,
  now: Now,
): readonly Deed[] {
  const { after, patience } = now;
  const { wanted } = after;
  switch (label) {
    case "hold": {
      const due = { after: patience.overdueAfter };
      const overdue = setTimer(OVERDUE, due, { type: "OutcomeOverdue" });
      return [note(wanted, { type: "FundsHeld" }), submit(wanted), overdue];
    }
    case "submit":
    case "ask":
      return isOpen(after) ? whenAnswered({ label, answer }, now) : [];
    case "post":
      if (before.stage !== "posting") return [];
      return [note(wanted, { type: "PaymentSettled" }), ...present(after)];
    case "release":
      return [note(wanted, { type: "PaymentCompensated" })];
    case "reverse":
      return [note(wanted, { type: "PaymentReturned" })];
    default:
      return [];
  }
}

function whenAnswered(
  { label, answer }: { readonly label: "submit" | "ask"; readonly answer: unknown },
  { after, patience }: Now,
): readonly Deed[] {
  const { wanted } = after;
  const again = askLater(after, patience);
  const said = railAnswer(answer);
  switch (said.outcome) {
    case "known":
      return [note(wanted, { type: "SubmittedToRail", ref: said.ref }), again];
    case "not_found":
      // Nobody knows whether it is still on its way: with the same id it is safe to give it once more.
      return [submit(wanted)];
    case "conflict":
      return [needsAttention(wanted, "submit", "submission_conflict")];
    case "refused":
      return [again];
    case "unknown":
      return label === "submit" ? [note(wanted, { type: "RailUnknown" }), again] : [again];
    default:
      return said satisfies never;
  }
}

function whenRefused({ wanted, stage, stuck }: Begun, code: string): readonly Deed[] {
  if (stage === "refused") return [note(wanted, { type: "PaymentRefused", reason: code })];
  return stuck === undefined ? [] : [needsAttention(wanted, stuck, code)];
}

function whenResumed(before: PaymentProcessState, { after, patience }: Now): readonly Deed[] {
  const { wanted } = after;
  if (isOpen(after)) {
    const due = { after: patience.overdueAfter };
    return [ask(wanted), setTimer(OVERDUE, due, { type: "OutcomeOverdue" })];
  }
  const wasStuck = before.stage !== "new" && before.stuck !== undefined;
  return wasStuck ? present(after) : [];
}

function whenFired(timeout: PaymentTimeout, state: Begun): readonly Deed[] {
  if (!isOpen(state)) return [];
  switch (timeout.type) {
    case "AskDue":
      return [ask(state.wanted)];
    case "OutcomeOverdue":
      return [needsAttention(state.wanted, "rail", "outcome_unknown")];
    default:
      return timeout satisfies never;
  }
}

/** The command of the stage it has come to. */
function present({ stage, wanted, reason = "none_given" }: Begun): readonly Deed[] {
  const { hold: held, post, release, reversal } = wanted.transfers;
  if (stage === "posting") {
    return [send(streamOf(post), { type: "PostFunds", hold: held, post }, "post")];
  }
  if (stage === "releasing") {
    return [
      send(streamOf(release), { type: "ReleaseFunds", hold: held, release, reason }, "release"),
    ];
  }
  if (stage !== "reversing") return [];
  return [send(streamOf(reversal), { type: "ReverseFunds", post, reversal, reason }, "reverse")];
}

function streamOf(transfer: string): string {
  return `transfer-${transfer}`;
}

function hold({ transfers, payer, clearing, amount, currency }: PaymentWanted): Deed {
  const { hold: id } = transfers;
  const command = { type: "HoldFunds", hold: id, payer, clearing, amount, currency } as const;
  return send(streamOf(id), command, "hold");
}

function submit({ payment, submission }: PaymentWanted): Deed {
  return send(`rail-${submission}`, { type: "SubmitPayment", payment, submission }, "submit");
}

function ask({ payment, submission }: PaymentWanted): Deed {
  return send(`rail-${submission}`, { type: "AskRail", payment, submission }, "ask");
}

/** The exponent stops growing here, long after the longest rest has been reached. */
const DOUBLINGS_MAX = 20;

function askLater({ asked }: Begun, { askAfterMs, askAfterMsMax }: Patience): Deed {
  const doublings = Math.min(asked - 1, DOUBLINGS_MAX);
  const milliseconds = Math.min(askAfterMs * 2 ** doublings, askAfterMsMax);
  return setTimer(ASK, { after: { milliseconds } }, { type: "AskDue" });
}

function note({ payment }: PaymentWanted, step: NoteStep["step"]): Deed {
  return send(`payment-${payment}`, { type: "NoteStep", step }, step.type);
}

type Attention = Extract<NoteStep["step"], { readonly type: "PaymentNeedsAttention" }>;

function needsAttention(wanted: PaymentWanted, step: Attention["step"], reason: string): Deed {
  return note(wanted, { type: "PaymentNeedsAttention", step, reason });
}
