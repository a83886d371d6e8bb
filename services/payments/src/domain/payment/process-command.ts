import type { NoteStep } from "./payment.ts";

/** Holds the money on the payer's account. */
type HoldFunds = {
  readonly type: "HoldFunds";
  readonly hold: string;
  readonly payer: string;
  readonly clearing: string;
  readonly amount: bigint;
  readonly currency: string;
};

/** Moves the held money to the clearing account. */
type PostFunds = {
  readonly type: "PostFunds";
  readonly hold: string;
  readonly post: string;
};

/** Gives the held money back to the payer. */
type ReleaseFunds = {
  readonly type: "ReleaseFunds";
  readonly hold: string;
  readonly release: string;
  readonly reason: string;
};

/** Takes the money back from the clearing account. */
type ReverseFunds = {
  readonly type: "ReverseFunds";
  readonly post: string;
  readonly reversal: string;
  readonly reason: string;
};

/** Gives the payment to the rail, as often as it likes: the rail knows it by the submission's id. */
export type SubmitPayment = {
  readonly type: "SubmitPayment";
  readonly payment: string;
  readonly submission: string;
};

/** Asks the rail what has become of a submission. */
export type AskRail = {
  readonly type: "AskRail";
  readonly payment: string;
  readonly submission: string;
};

/** What the ledger is asked to do. */
export type FundsCommand = HoldFunds | PostFunds | ReleaseFunds | ReverseFunds;

/** All that the process of a payment sends, each to one of three doors: ledger, rail, and the payment's history. */
export type ProcessCommand = FundsCommand | SubmitPayment | AskRail | NoteStep;

/** What is known after the rail was given a payment, or asked about one; how it ended is told by the payment's history. */
export type RailAnswer =
  | { readonly outcome: "known"; readonly ref: string }
  /** The rail has never seen it. */
  | { readonly outcome: "not_found" }
  /** Something else was submitted under its id. */
  | { readonly outcome: "conflict" }
  /** It said that it will never take it, which the payment's history tells by now. */
  | { readonly outcome: "refused" }
  | { readonly outcome: "unknown" };

/** Reads what a door has answered; whatever cannot be read says nothing. */
export function railAnswer(answer: unknown): RailAnswer {
  if (typeof answer !== "object" || answer === null || !("outcome" in answer)) return UNKNOWN;
  const { outcome } = answer;
  if (outcome === "known" && "ref" in answer && typeof answer.ref === "string") {
    return { outcome, ref: answer.ref };
  }
  const isPlain = outcome === "not_found" || outcome === "conflict" || outcome === "refused";
  return isPlain ? { outcome } : UNKNOWN;
}

const UNKNOWN: RailAnswer = { outcome: "unknown" };
