import { processScenariosOf } from "@holdfast/scenarios/processes";

import type {
  PaymentResumed,
  RailEvent,
  StepEvent,
} from "../../src/domain/payment/payment-event.ts";
import { paymentProcess } from "../../src/domain/payment/payment-process.ts";
import type { NoteStep, Timeless } from "../../src/domain/payment/payment.ts";
import type { ProcessCommand } from "../../src/domain/payment/process-command.ts";
import { paymentMessages, type PaymentMessage } from "../../src/domain/payment/process-messages.ts";
import type { PaymentProcessState } from "../../src/domain/payment/process-state.ts";
import type { PaymentWanted } from "../../src/domain/payment/wanted-events.ts";
import { amountText } from "./ledger-sentences.ts";

const ids = { payment: "17", payer: "ann", clearing: "clearing", submission: "17" } as const;

const TRANSFERS = {
  hold: "hold",
  post: "post",
  release: "release",
  reversal: "reversal",
} as const;

const at = "2026-01-01T00:00:00.000Z";

/** Three dollars are to be paid. */
export const WANTED: PaymentWanted = {
  type: "PaymentWanted",
  ...ids,
  amount: 300n,
  currency: "USD",
  transfers: TRANSFERS,
};
/** What the rail says. */
export const CONFIRMED: RailEvent = { type: "RailConfirmed", at };
/** The account of the creditor is closed. */
export const REJECTED: RailEvent = { type: "RailRejected", reason: "AC04", at };
/** The creditor sends it back. */
export const RETURNED: RailEvent = { type: "RailReturned", reason: "AC06", at };
/** Somebody has looked. */
export const RESUMED: PaymentResumed = { type: "PaymentResumed", reason: "looked after", at };

/** Where the commands of the payment go. */
export const TO = {
  history: `payment-${ids.payment}`,
  rail: `rail-${ids.submission}`,
  hold: `transfer-${TRANSFERS.hold}`,
  post: `transfer-${TRANSFERS.post}`,
  release: `transfer-${TRANSFERS.release}`,
  reversal: `transfer-${TRANSFERS.reversal}`,
} as const;

const { payment, submission, payer, clearing } = ids;

/** The commands of the payment. */
export const DO = {
  hold: {
    type: "HoldFunds",
    hold: TRANSFERS.hold,
    payer,
    clearing,
    amount: 300n,
    currency: "USD",
  },
  submit: { type: "SubmitPayment", payment, submission },
  ask: { type: "AskRail", payment, submission },
  post: { type: "PostFunds", hold: TRANSFERS.hold, post: TRANSFERS.post },
  release: {
    type: "ReleaseFunds",
    hold: TRANSFERS.hold,
    release: TRANSFERS.release,
    reason: "AC04",
  },
  reverse: {
    type: "ReverseFunds",
    post: TRANSFERS.post,
    reversal: TRANSFERS.reversal,
    reason: "AC06",
  },
} as const satisfies Readonly<Record<string, ProcessCommand>>;

/** The command that writes a step into the history. */
export function noting(step: Timeless<StepEvent>): NoteStep {
  return { type: "NoteStep", step };
}

/** The answers of the rail. */
export const RAIL = {
  known: { outcome: "known", ref: "RL1" },
  notFound: { outcome: "not_found" },
  conflict: { outcome: "conflict" },
  refused: { outcome: "refused" },
  unknown: { outcome: "unknown" },
} as const;

const SAYS: {
  readonly [Type in (PaymentMessage | ProcessCommand)["type"]]: (
    message: Extract<PaymentMessage | ProcessCommand, { readonly type: Type }>,
  ) => string;
} = {
  PaymentWanted: ({ amount, currency }) => `${amountText(amount, currency)} are to be paid outside`,
  RailConfirmed: () => "the rail has paid",
  RailRejected: ({ reason }) => `the rail has not paid and will not: ${reason}`,
  RailReturned: ({ reason }) => `the money came back to the rail: ${reason}`,
  PaymentResumed: () => "somebody has looked after it",
  HoldFunds: ({ amount, currency }) => `hold ${amountText(amount, currency)} of the payer's`,
  PostFunds: () => "move the held money to the clearing account",
  ReleaseFunds: ({ reason }) => `give the held money back to the payer: ${reason}`,
  ReverseFunds: ({ reason }) => `take the money back from the clearing account: ${reason}`,
  SubmitPayment: () => "take the payment, which is the same one each time",
  AskRail: () => "what has become of the payment?",
  NoteStep: ({ step }) =>
    `note: ${STEPS[step.type]}${"reason" in step ? `, ${step.reason.replaceAll("_", " ")}` : ""}`,
};

const STEPS: Readonly<Record<NoteStep["step"]["type"], string>> = {
  FundsHeld: "the money is held",
  PaymentRefused: "the payment cannot begin",
  SubmittedToRail: "the rail has it",
  RailUnknown: "whether the rail has it is not known",
  PaymentSettled: "the payment is settled",
  PaymentCompensated: "the money is the payer's again",
  PaymentReturned: "the money that came back is the payer's again",
  PaymentNeedsAttention: "somebody has to look after it",
};

const STAGES: Readonly<Record<PaymentProcessState["stage"], string>> = {
  new: "there is no payment yet",
  holding: "the money is being held",
  submitting: "the payment is being given to the rail",
  waiting: "the rail's word is waited for",
  posting: "the held money is being moved",
  releasing: "the held money is being given back",
  settled: "the payment is settled",
  reversing: "the money is being taken back",
  refused: "the payment could not begin",
  compensated: "the payment is given back",
  returned: "the payment came back",
};

/** The words in which the process of payments is told, with timers of plain lengths. */
export function paymentLanguage() {
  const manager = paymentProcess({
    askAfterMs: 1_000,
    askAfterMsMax: 4_000,
    overdueAfter: { hours: 4 },
  });
  return processScenariosOf(manager, {
    says: SAYS,
    saysState: (state) =>
      "stuck" in state && state.stuck !== undefined
        ? `somebody has to look after the step ${state.stuck}`
        : STAGES[state.stage],
    phase: ({ stage }) => stage,
    messages: paymentMessages,
  });
}
