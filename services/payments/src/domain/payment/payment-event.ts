/** One end of a payment, as the rail knows it. */
export type Party = { readonly name: string; readonly account: string };

/** A text about somebody, who may have been erased since: nobody can read it then. */
type Kept = string | { readonly erased: true };

/** The same as it is kept. */
export type KeptParty = { readonly name: Kept; readonly account: Kept };

/** Ids of the transfers of a payment, made of its own, so that a step that is done again is the same one. */
type PaymentTransfers = {
  readonly hold: string;
  readonly post: string;
  readonly release: string;
  readonly reversal: string;
};

/** What everything about a payment is known by. */
export type PaymentIds = {
  readonly payment: string;
  readonly transfers: PaymentTransfers;
  /** What the rail knows the payment by. */
  readonly submission: string;
};

/** What a payment is to do. Amounts are minor units. */
export type PaymentTerms = {
  /** The account it is paid from. */
  readonly payer: string;
  /** The account of the house that stands for what the rail has been given. */
  readonly clearing: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly creditor: Party;
  readonly debtor: Party;
  readonly reference: string;
};

/** Somebody wants money to be paid to the outside. Times are RFC 3339 in UTC with milliseconds. */
export type PaymentRequested = Omit<PaymentTerms, "creditor" | "debtor" | "reference"> &
  PaymentIds & {
    readonly type: "PaymentRequested";
    readonly creditor: KeptParty;
    readonly debtor: KeptParty;
    readonly reference: Kept;
    readonly at: string;
  };

/** The money is held for the payment. */
type FundsHeld = { readonly type: "FundsHeld"; readonly at: string };

/** The payment cannot begin: nothing was held, and nothing ever will be. */
type PaymentRefused = {
  readonly type: "PaymentRefused";
  readonly reason: string;
  readonly at: string;
};

/** The rail has it, and calls it by this reference. */
type SubmittedToRail = {
  readonly type: "SubmittedToRail";
  readonly ref: string;
  readonly at: string;
};

/** The rail gave no answer that says whether it has it. */
type RailUnknown = { readonly type: "RailUnknown"; readonly at: string };

/** The rail has paid. */
type RailConfirmed = { readonly type: "RailConfirmed"; readonly at: string };

/** The rail has not paid and never will. */
type RailRejected = {
  readonly type: "RailRejected";
  readonly reason: string;
  readonly at: string;
};

/** The rail has paid, and the money came back. */
type RailReturned = {
  readonly type: "RailReturned";
  readonly reason: string;
  readonly at: string;
};

/** The held money has gone to the clearing account. */
type PaymentSettled = { readonly type: "PaymentSettled"; readonly at: string };

/** The held money is the payer's again. */
type PaymentCompensated = { readonly type: "PaymentCompensated"; readonly at: string };

/** The money that came back is the payer's again. */
type PaymentReturned = { readonly type: "PaymentReturned"; readonly at: string };

/** What a payment cannot get past without somebody; `rail` goes on being asked all the same. */
export type StuckStep = "submit" | "rail" | "post" | "release" | "reverse";

/** Somebody has to look after it. */
type PaymentNeedsAttention = {
  readonly type: "PaymentNeedsAttention";
  readonly step: StuckStep;
  readonly reason: string;
  readonly at: string;
};

/** Somebody has looked after it: it goes on where it stood. */
export type PaymentResumed = {
  readonly type: "PaymentResumed";
  readonly reason: string;
  readonly at: string;
};

/** How somebody has learnt, not from the rail's own answers, that a payment ended there. */
export const KNOWN_ENDS = ["settled", "rejected"] as const;

/** One of `KNOWN_ENDS`. */
export type KnownEnd = (typeof KNOWN_ENDS)[number];

/** The rail did not say how it ended; somebody has found out, and says so in its place. */
type PaymentResolved = {
  readonly type: "PaymentResolved";
  readonly outcome: KnownEnd;
  readonly reason: string;
  readonly at: string;
};

/** What the rail tells of a payment. */
export type RailEvent = RailConfirmed | RailRejected | RailReturned;

/** What the process of a payment tells of it. */
export type StepEvent =
  | FundsHeld
  | PaymentRefused
  | SubmittedToRail
  | RailUnknown
  | PaymentSettled
  | PaymentCompensated
  | PaymentReturned
  | PaymentNeedsAttention;

/** All that happens to a payment. */
export type PaymentEvent =
  | PaymentRequested
  | StepEvent
  | RailEvent
  | PaymentResumed
  | PaymentResolved;
