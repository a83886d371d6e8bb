import type { Account } from "./account.ts";
import { NO_COUNTERS } from "./counters.ts";
import type { AccountOpened } from "./ledger-event.ts";

/** The account as it is when it is new. */
export function openedAccount(event: AccountOpened): Account {
  const { account: id, number, ledger, code, normalSide, limit, minAvailable, at } = event;
  return {
    id,
    ...(number !== undefined && { number }),
    ledger,
    code,
    normalSide,
    limit,
    minAvailable,
    status: "open",
    settingsVersion: 1,
    version: 0n,
    counters: NO_COUNTERS,
    openedAt: at,
    touchedAt: at,
  };
}
