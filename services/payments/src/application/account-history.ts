import type { Account } from "../domain/account.ts";
import type { Counters } from "../domain/counters.ts";
import type { Statement } from "../domain/statement.ts";

/** What part of the history of an account. */
export type StatementAsked = {
  /** Of the last entry before this page; 0 at the beginning of the account. */
  readonly after?: bigint;
  /** Of the last entry of the whole statement, so that what is posted meanwhile moves no page. */
  readonly upper?: bigint;
  /** Where the statement begins, if nothing is said of `after`. */
  readonly from?: string;
  /** Up to when, if nothing is said of `upper`; now if that is left out too. */
  readonly asOf?: string;
  readonly limit: number;
};

/** One page of a statement. */
export type StatementPage = Statement & {
  readonly account: Account;
  readonly upper: bigint;
  /** Of the last line, where others follow. */
  readonly next?: bigint;
};

/** What an account was at some time. */
type BalancesAt = {
  readonly account: Account;
  /** Of the newest entry by then; 0 if there was none. */
  readonly version: bigint;
  readonly counters: Counters;
};

/** Reads what has become of an account; undefined where there is none, or it is another tenant's. */
export type AccountHistory = {
  statement(
    tenant: string,
    account: string,
    asked: StatementAsked,
  ): Promise<StatementPage | undefined>;
  /** By what was recorded then or earlier; as it is now if no time is said. */
  balances(tenant: string, account: string, asOf?: string): Promise<BalancesAt | undefined>;
};
