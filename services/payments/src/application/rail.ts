import type { Party } from "../domain/payment/payment-event.ts";

/** A payment as it is given to the rail; the same bytes each time. */
export type Submission = {
  readonly id: string;
  /** In minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly creditor: Party;
  readonly debtor: Party;
  readonly reference: string;
};

/** How a payment stands at the rail. */
export type RailStatus = {
  readonly ref: string;
  readonly state: RailState;
  /** The rail's own code; empty where it says none. */
  readonly reason: string;
};

/** `received` and `accepted` say nothing about how it ends. */
type RailState = "received" | "accepted" | "settled" | "rejected" | "returned";

/** What the rail says to a submission. `unknown` is every answer that leaves open whether the rail has it. */
export type Submitted =
  | { readonly outcome: "received"; readonly ref: string }
  | { readonly outcome: "conflict" }
  | { readonly outcome: "refused"; readonly code: string }
  | { readonly outcome: "unknown" };

/** What the rail says when it is asked about a submission. */
export type Asked =
  | ({ readonly outcome: "found" } & RailStatus)
  | { readonly outcome: "not_found" }
  | { readonly outcome: "unknown" };

/** One line of the feed of outcomes. */
export type RailOutcome = RailStatus & { readonly submission: string };

/** What became of payments since a cursor, oldest first; some may be told again. */
export type OutcomePage = {
  readonly outcomes: readonly RailOutcome[];
  readonly next: string;
  readonly hasMore: boolean;
};

/** The rail. Answers in limited time; only the signal makes `submit` and `ask` throw. */
export type Rail = {
  submit(submission: Submission, signal: AbortSignal): Promise<Submitted>;
  ask(submission: string, signal: AbortSignal): Promise<Asked>;
  /** Throws where the rail cannot be read. */
  outcomes(after: string | undefined, signal: AbortSignal): Promise<OutcomePage>;
};
