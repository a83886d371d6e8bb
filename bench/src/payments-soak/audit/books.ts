/** Minor units on both sides of an account. */
export type Counters = {
  readonly debitsPending: bigint;
  readonly debitsPosted: bigint;
  readonly creditsPending: bigint;
  readonly creditsPosted: bigint;
};

/** An account as its events make it. */
export type Account = {
  readonly tenant: string;
  readonly id: string;
  readonly ledger: string;
  readonly normalSide: string;
  readonly limit: string;
  readonly minAvailable: bigint;
  readonly status: "open" | "frozen" | "closed";
  readonly settings: number;
  readonly version: number;
  readonly counters: Counters;
};

/** A transfer as its events make it, with both accounts as it left them. */
export type Transfer = {
  readonly tenant: string;
  readonly id: string;
  readonly kind: "posted" | "pending" | "post" | "void" | "expiry" | "reversal";
  readonly debit: string;
  readonly credit: string;
  readonly amount: bigint;
  readonly ledger: string;
  readonly mark: string | null;
  readonly quote: string | null;
  readonly pendingId: string | null;
  readonly reverses: string | null;
  readonly expiresAt: string | null;
  readonly debitAfter: Pick<Account, "version" | "counters">;
  readonly creditAfter: Pick<Account, "version" | "counters">;
  readonly reversed: bigint;
  readonly ended?: { readonly how: string; readonly by: string; readonly amount: bigint };
};

/** A quote as its events make it. */
export type Quote = {
  readonly tenant: string;
  readonly id: string;
  readonly expiresAt: string;
  /** What is sold, bought, and kept for the exchange. */
  readonly legs: readonly bigint[];
  /** It was told that its time is over. */
  readonly isOver?: true;
  readonly usedBy?: string;
};

/** Ledgers of all tenants as the log makes them, and how often something with a mark has happened. */
export type Books = {
  readonly accounts: Map<string, Account>;
  readonly transfers: Map<string, Transfer>;
  readonly quotes: Map<string, Quote>;
  /** Transfers that were tried once, and failed. */
  readonly failed: Set<string>;
  /** Tenant and mark. */
  readonly effects: Map<string, number>;
};

/** Ledgers in which nothing has happened. */
export function emptyBooks(): Books {
  return {
    accounts: new Map(),
    transfers: new Map(),
    quotes: new Map(),
    failed: new Set(),
    effects: new Map(),
  };
}

/** Names a thing of a tenant. */
export function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}

/** What is left to be moved away before a limit is broken; undefined where there is none. */
export function roomOf({ limit, minAvailable, counters }: Account): bigint | undefined {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = counters;
  if (limit === "debits_must_not_exceed_credits") {
    return creditsPosted - minAvailable - debitsPending - debitsPosted;
  }
  if (limit === "credits_must_not_exceed_debits") {
    return debitsPosted - minAvailable - creditsPending - creditsPosted;
  }
  return undefined;
}

/** What an account has that is not held for moving away. */
export function availableOf({ normalSide, counters }: Account): bigint {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = counters;
  return normalSide === "credit"
    ? creditsPosted - debitsPosted - debitsPending
    : debitsPosted - creditsPosted - creditsPending;
}
