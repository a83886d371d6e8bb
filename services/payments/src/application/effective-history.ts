import type { Account } from "../domain/account.ts";
import type { StatementAsked, StatementPage } from "./account-history.ts";

/** What an account held by the times at which its entries are to count. */
type HeldByEffect = {
  readonly account: Account;
  /** How many entries count by then. */
  readonly entries: bigint;
  readonly posted: bigint;
};

/**
 * Reads the history of an account in the order in which its entries are to count, which may be told after the fact, and
 * changes then. Only what was moved counts: a hold has no time but that of its recording. Every look goes over all
 * entries of the account. Undefined where there is none, or it is another tenant's.
 */
export type EffectiveHistory = {
  /** `from` and `asOf` are times of effect; `after` is the version of the last entry before the page. */
  statement(
    tenant: string,
    account: string,
    asked: StatementAsked,
  ): Promise<StatementPage | undefined>;
  /** By what counts then or earlier; all that is recorded if no time is said. */
  balance(tenant: string, account: string, asOf?: string): Promise<HeldByEffect | undefined>;
};
