import type { CommandHandling } from "@holdfast/cqrs/handling";

import type { PaymentEvent } from "../domain/payment/payment-event.ts";
import type { PaymentRefusal } from "../domain/payment/payment-refusal.ts";
import type { PaymentPhase, PaymentStanding } from "../domain/payment/payment-state.ts";
import type { PaymentCommand } from "../domain/payment/payment.ts";

/** The door to the histories of payments. */
export type PaymentHandling = CommandHandling<PaymentCommand, PaymentEvent, PaymentRefusal>;

/** Reads the history of a payment of a tenant, oldest first; nothing where there is none. */
export type ReadPayment = (tenant: string, payment: string) => Promise<readonly PaymentEvent[]>;

/** Whose submission it is. */
export type SubmissionOwner = { readonly tenant: string; readonly payment: string };

/** Whether the rail may have heard of a submission, or never will. What came first stays. */
export type SubmissionStanding = "remembered" | "withdrawn";

/** Which submissions are whose, written down before the rail hears of them. */
export type Submissions = {
  /** Before it is given to the rail, which it must not be once it was withdrawn. */
  remember(submission: string, owner: SubmissionOwner): Promise<SubmissionStanding>;
  /** It cannot be given to the rail any more; withdrawn unless it was remembered, for then the rail may have it. */
  withdraw(submission: string, owner: SubmissionOwner): Promise<SubmissionStanding>;
  /** Those that are ours, of all tenants. */
  find(submissions: readonly string[]): Promise<ReadonlyMap<string, SubmissionOwner>>;
};

/** How far the feed of outcomes was read, by one reader at a time. */
export type OutcomeCursor = {
  /** Undefined while somebody else reads. Whoever does not come back in time is not waited for. */
  take(): Promise<{ readonly cursor: string | undefined } | undefined>;
  /** False if somebody else reads by now. */
  move(cursor: string): Promise<boolean>;
};

/** A line of a list of payments. */
export type ListedPayment = {
  readonly id: string;
  readonly phase: PaymentPhase;
  readonly attention: PaymentStanding["attention"];
  readonly payer: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly requestedAt: string;
};

/** Which payments of a tenant are listed, the newest first. */
type PaymentsWanted = {
  /** `needs_attention` is a list of its own, whatever the phase. */
  readonly state?: PaymentPhase | "needs_attention";
  /** Older than this one. */
  readonly after?: { readonly requestedAt: string; readonly id: string };
  readonly max: number;
};

/** Lists payments; a moment behind what is known of each. */
export type ListPayments = (
  tenant: string,
  wanted: PaymentsWanted,
) => Promise<readonly ListedPayment[]>;
