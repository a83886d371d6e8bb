/** How a request is sent: abandoned ones lose their socket and are sent again, as are all without an answer. */
export type Delivery =
  | { readonly kind: "plain" }
  /** Twice at the same time. */
  | { readonly kind: "twice" }
  /** Again once it was answered. */
  | { readonly kind: "again" }
  | { readonly kind: "abandoned"; readonly afterMs: number };

/** What a transfer was asked to wait for: that an account has at least so much available. */
export type Condition = { readonly account: string; readonly least: bigint };

/** One thing that a client wants. */
export type Operation = {
  /** Which of the tenants wants it. */
  readonly tenant: number;
  readonly key: string;
  readonly path: string;
  readonly body: string;
  readonly delivery: Delivery;
  /**
   * What its effects carry in the log, each by itself: a mark in the metadata or the reason of what happened, or an id
   * that is named. Two operations have the same mark where one asks for the same thing under another key.
   */
  readonly marks: readonly string[];
  /** Nothing of it may ever be done: the input is wrong, or belongs to somebody else. */
  readonly isWrong: boolean;
};

/** An account that may be paid from and to. */
export type PlannedAccount = { readonly id: string; readonly ledger: string };

/** What breaks, once so many answers more have come. */
export type Fault = {
  readonly afterAnswers: number;
  readonly breakage: "service" | "server" | "both";
  readonly pick: number;
};

/** All that follows from a seed. */
export type Plan = {
  readonly seed: number;
  /** Their ids. */
  readonly tenants: readonly string[];
  /** Processes of the service on one database. */
  readonly instances: number;
  /** Accounts are opened and paid into before anything breaks. */
  readonly openings: readonly Operation[];
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
  /** Which transfers, by their marks, were to be made on a condition only. */
  readonly conditions: ReadonlyMap<string, Condition>;
};

/** The currencies of all accounts. */
export const LEDGERS = ["USD", "EUR"] as const;
