import type { Limit } from "./account.ts";
import type { Side } from "./counters.ts";

/** One class of a chart of accounts: its codes, where balances of such accounts grow, and what they usually may not do. */
type AccountClass = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly normalSide: Side;
  readonly limit: Limit;
};

/** How codes of accounts are given: a convention, which nothing enforces. All other codes are the tenant's own. */
export const ACCOUNT_CLASSES: readonly AccountClass[] = [
  {
    name: "assets",
    from: 1_000,
    to: 1_999,
    normalSide: "debit",
    limit: "credits_must_not_exceed_debits",
  },
  {
    name: "liabilities",
    from: 2_000,
    to: 2_999,
    normalSide: "credit",
    limit: "debits_must_not_exceed_credits",
  },
  { name: "equity", from: 3_000, to: 3_999, normalSide: "credit", limit: "none" },
  {
    name: "income",
    from: 4_000,
    to: 4_999,
    normalSide: "credit",
    limit: "debits_must_not_exceed_credits",
  },
  {
    name: "expenses",
    from: 5_000,
    to: 5_999,
    normalSide: "debit",
    limit: "credits_must_not_exceed_debits",
  },
];
