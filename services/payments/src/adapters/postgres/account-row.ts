import type { Account, AccountStatus, Limit } from "../../domain/account.ts";
import type { Counters, Side } from "../../domain/counters.ts";

/** An account as SQL tells it, in the order of `ACCOUNT_COLUMNS`. */
export type AccountRow = readonly [
  id: string,
  number: string | null,
  ledger: string,
  code: number,
  normalSide: Side,
  limit: Limit,
  minAvailable: string,
  status: AccountStatus,
  settingsVersion: number,
  version: string,
  debitsPending: string,
  debitsPosted: string,
  creditsPending: string,
  creditsPosted: string,
  openedAt: string,
  touchedAt: string,
];

/** The account that a row tells of. */
export function accountOfRow(row: AccountRow): Account {
  const [id, number, ledger, code, normalSide, limit, minAvailable, status, settings, version] =
    row;
  const [openedAt, touchedAt] = row.slice(OPENED_AT);
  return {
    id,
    ...(number !== null && { number }),
    ledger,
    code,
    normalSide,
    limit,
    minAvailable: BigInt(minAvailable),
    status,
    settingsVersion: settings,
    version: BigInt(version),
    counters: countersOf(row.slice(COUNTERS, OPENED_AT).map(String)),
    openedAt: timeOf(String(openedAt)),
    touchedAt: timeOf(String(touchedAt)),
  };
}

const COUNTERS = 10;
const OPENED_AT = 14;

/** Four counters in the order in which every row has them. */
export function countersOf(texts: readonly string[]): Counters {
  const [debitsPending = "0", debitsPosted = "0", creditsPending = "0", creditsPosted = "0"] =
    texts;
  return {
    debitsPending: BigInt(debitsPending),
    debitsPosted: BigInt(debitsPosted),
    creditsPending: BigInt(creditsPending),
    creditsPosted: BigInt(creditsPosted),
  };
}

/** A time of PostgreSQL as the domain has it: UTC with milliseconds. */
export function timeOf(time: string | Date): string {
  return new Date(time).toISOString();
}
