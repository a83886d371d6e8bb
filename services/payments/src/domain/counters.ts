/** What an account was debited and credited, in minor units; none is ever negative. */
export type Counters = {
  /** Held by transfers that are neither posted nor voided yet. */
  readonly debitsPending: bigint;
  readonly debitsPosted: bigint;
  readonly creditsPending: bigint;
  readonly creditsPosted: bigint;
};

/** Of an account that nothing was moved on. */
export const NO_COUNTERS: Counters = {
  debitsPending: 0n,
  debitsPosted: 0n,
  creditsPending: 0n,
  creditsPosted: 0n,
};

/** The largest amount and the largest counter: 38 digits. */
export const AMOUNT_MAX = 10n ** 38n - 1n;

/** One side of a transfer. */
export type Side = "debit" | "credit";

/** By how much a transfer changes one side of its two accounts; negative where a hold is released. */
export type Change = { readonly pending: bigint; readonly posted: bigint };

/** The counters after a change of one side. */
export function changed(counters: Counters, side: Side, { pending, posted }: Change): Counters {
  return side === "debit"
    ? {
        ...counters,
        debitsPending: counters.debitsPending + pending,
        debitsPosted: counters.debitsPosted + posted,
      }
    : {
        ...counters,
        creditsPending: counters.creditsPending + pending,
        creditsPosted: counters.creditsPosted + posted,
      };
}

/** Whether pending and posted together would need more than 38 digits on one side. */
export function overflows(counters: Counters, side: Side, amount: bigint): boolean {
  const { debitsPending, debitsPosted, creditsPending, creditsPosted } = counters;
  const sum = side === "debit" ? debitsPending + debitsPosted : creditsPending + creditsPosted;
  return sum + amount > AMOUNT_MAX;
}
