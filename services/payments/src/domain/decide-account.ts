import { refuse } from "@holdfast/cqrs";

import type { Account, AccountStatus } from "./account.ts";
import { balancesOf } from "./balances.ts";
import { AMOUNT_MAX } from "./counters.ts";
import { invalidAmount } from "./invalid-amount.ts";
import { invalidId } from "./invalid-id.ts";
import type { ChangeLimits, ChangeStatus, OpenAccount } from "./ledger-command.ts";
import type { AccountEvent } from "./ledger-event.ts";
import {
  accountClosed,
  accountFrozen,
  accountNotFound,
  type LedgerRefusal,
} from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";

type Decision = readonly AccountEvent[] | LedgerRefusal;

/** Opens an account; asked again with the same content, it is open already. */
export function decideOpening(view: LedgerView, command: OpenAccount, now: string): Decision {
  const { account: id, number, minAvailable } = command;
  const refused = invalidId(id) ?? invalidAmount(minAvailable, -AMOUNT_MAX);
  if (refused !== undefined) return refused;
  const known = view.account(id);
  if (known !== undefined) {
    if (isSame(known, command)) return [];
    const sentence = `there is an account ${id} with other content`;
    return refuse("account_exists_with_different_content", sentence, { account: id });
  }
  if (number !== undefined && view.accountWithNumber(number) !== undefined) {
    return refuse("account_number_taken", `there is an account with number ${number}`, { number });
  }
  return [{ ...command, type: "AccountOpened", at: now }];
}

function isSame(known: Account, asked: OpenAccount): boolean {
  return (
    known.number === asked.number &&
    known.ledger === asked.ledger &&
    known.code === asked.code &&
    known.normalSide === asked.normalSide &&
    known.limit === asked.limit &&
    known.minAvailable === asked.minAvailable
  );
}

/** How the version of an account is written where it guards a change: what was decided about it, and its entries. */
export function versionText({ settingsVersion, version }: Account): string {
  return `${settingsVersion}.${version}`;
}

const STATUS_CHANGES = {
  FreezeAccount: { from: "open", event: "AccountFrozen" },
  UnfreezeAccount: { from: "frozen", event: "AccountUnfrozen" },
  CloseAccount: { from: "open", event: "AccountClosed" },
  ReopenAccount: { from: "closed", event: "AccountReopened" },
} as const;

/** Freezes, unfreezes, closes or reopens an account. */
export function decideStatus(view: LedgerView, command: ChangeStatus, now: string): Decision {
  const account = seen(view, command);
  if ("sentence" in account) return account;
  const { from, event: type } = STATUS_CHANGES[command.type];
  const { account: id, reason } = command;
  const refused =
    isNot(account, from) ?? (type === "AccountClosed" ? notEmpty(account) : undefined);
  return refused ?? [{ type, account: id, reason, at: now }];
}

/** Changes what an account may do. What it has done already stays, even if it could not be done any more. */
export function decideLimits(view: LedgerView, command: ChangeLimits, now: string): Decision {
  const account = seen(view, command);
  if ("sentence" in account) return account;
  if (account.status === "closed") return accountClosed(account.id);
  const { reason, limit = account.limit, minAvailable = account.minAvailable } = command;
  return (
    invalidAmount(minAvailable, -AMOUNT_MAX) ?? [
      { type: "LimitsChanged", account: account.id, limit, minAvailable, reason, at: now },
    ]
  );
}

/** The account, if it is still what the caller saw. */
function seen(
  view: LedgerView,
  { account: id, ifVersion }: ChangeStatus | ChangeLimits,
): Account | LedgerRefusal {
  const account = view.account(id);
  if (account === undefined) return accountNotFound(id);
  const actual = versionText(account);
  if (ifVersion === undefined || ifVersion === actual) return account;
  const sentence = `account ${id} is at version ${actual}: look at it again`;
  return refuse("version_conflict", sentence, { account: id, actual });
}

function isNot({ id, status }: Account, wanted: AccountStatus): LedgerRefusal | undefined {
  if (status === wanted) return undefined;
  switch (wanted) {
    case "open":
      return status === "frozen" ? accountFrozen(id) : accountClosed(id);
    case "frozen":
      return refuse("account_not_frozen", `account ${id} is not frozen`, { account: id });
    case "closed":
      return refuse("account_not_closed", `account ${id} is not closed`, { account: id });
    default:
      return wanted satisfies never;
  }
}

/** Money on a closed account could not be moved any more. */
function notEmpty({ id, normalSide, counters }: Account): LedgerRefusal | undefined {
  const { posted } = balancesOf(normalSide, counters);
  if (posted === 0n) return undefined;
  const sentence = `account ${id} is not empty: move its balance first`;
  return refuse("account_not_empty", sentence, { account: id, posted });
}
