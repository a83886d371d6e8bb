type Party = { readonly name: string; readonly account: string };

/** A payment as the client submitted it; two are the same when all of their members are. */
export type Submission = {
  /** In lower case. */
  readonly submission_id: string;
  /** Minor units, in decimal digits. */
  readonly amount: string;
  readonly currency: string;
  readonly creditor: Party;
  readonly debtor: Party;
  readonly reference: string;
};

/** Where a payment can stand. */
export const STATES = ["received", "accepted", "settled", "rejected", "returned"] as const;

/** Where a payment stands. Rejected and returned are final; settled is, unless the money comes back. */
export type State = (typeof STATES)[number];

/** Where a payment goes next, when nobody says otherwise. */
export type Step = {
  readonly state: State;
  /** Milliseconds since 1970. */
  readonly dueMs: number;
  /** Why, for what is rejected or returned. */
  readonly reason?: string;
};
