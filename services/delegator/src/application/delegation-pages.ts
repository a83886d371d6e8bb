/** What the original shows of a delegation; numbers as decimal strings. */
export type PageRow = {
  readonly timestamp: string;
  readonly amount: string;
  readonly delegator: string;
  readonly level: string;
};

/** Delegations a page may hold. */
export const PAGE_SIZE_MAX = 100;

export type PageRequest = {
  /** From 1. */
  readonly page: number;
  /** At most `PAGE_SIZE_MAX`. */
  readonly size: number;
  /** UTC year, or undefined for the whole history. */
  readonly year: number | undefined;
};

export type DelegationPage = {
  /** Newest first. */
  readonly rows: readonly PageRow[];
  /** Rows in the whole history, or in the year. */
  readonly total: number;
  readonly head: number;
  readonly final: number;
};

export type DelegationPages = (request: PageRequest) => Promise<DelegationPage>;
