import type {
  Condition,
  Item,
  LedgerCommand,
  NewTransfer,
} from "../../src/domain/ledger-command.ts";
import type { LedgerEvent, TransferHeld, TransferPosted } from "../../src/domain/ledger-event.ts";

const DECIMALS = 2;

/** "USD 3.00": the currencies of the scenarios have two decimals. */
export function amountText(minor: bigint, currency: string): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(DECIMALS + 1, "0");
  const sign = minor < 0n ? "-" : "";
  return `${currency} ${sign}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

type Message = LedgerCommand | LedgerEvent;

/** How commands and events of a ledger are said in scenarios, whose currency is USD unless they say another one. */
export const LEDGER_SAYS: {
  readonly [Type in Message["type"]]: (message: Message & { readonly type: Type }) => string;
} = {
  OpenAccount: (command) => `open an account for ${accountText(command)}`,
  FreezeAccount: ({ account, reason }) => `freeze ${account}: ${reason}`,
  UnfreezeAccount: ({ account, reason }) => `unfreeze ${account}: ${reason}`,
  CloseAccount: ({ account, reason }) => `close ${account}: ${reason}`,
  ReopenAccount: ({ account, reason }) => `reopen ${account}: ${reason}`,
  ChangeLimits: ({ account, reason, limit, minAvailable }) =>
    `let ${account} be an account${limit === undefined ? "" : ` ${LIMIT_TEXTS[limit]}`}${leastText(minAvailable)}: ${reason}`,
  PostTransfers: ({ items, isAtomic }) => itemsText(items, isAtomic),
  IssueQuote: ({ quote, sell, buy }) =>
    `promise, as ${quote}, ${amountText(buy.minor, buy.currency)} for ${amountText(sell.minor, sell.currency)}`,
  Convert: ({ quote, source, destination }) =>
    `convert money of ${source} for ${destination} by ${quote}`,
  ExpireQuote: ({ quote }) => `say that ${quote} has expired`,
  AccountOpened: (event) => `there is an account for ${accountText(event)}`,
  AccountFrozen: ({ account, reason }) => `${account} was frozen: ${reason}`,
  AccountUnfrozen: ({ account, reason }) => `${account} was unfrozen: ${reason}`,
  AccountClosed: ({ account, reason }) => `${account} was closed: ${reason}`,
  AccountReopened: ({ account, reason }) => `${account} was reopened: ${reason}`,
  LimitsChanged: ({ account, limit, minAvailable, reason }) =>
    `${account} became an account ${LIMIT_TEXTS[limit]}${leastText(minAvailable)}: ${reason}`,
  TransferPosted: (event) =>
    `${event.transfer}: ${movedText(event)}${event.reverses === undefined ? "" : `, taking back ${event.reverses}`}`,
  TransferHeld: (event) =>
    `${event.transfer}: ${heldText(event)}${event.expiresAt === undefined ? "" : `, until ${event.expiresAt}`}`,
  HoldPosted: ({ transfer, by, amount }) =>
    `${by}: ${amountText(amount, "USD")} of the hold ${transfer} was posted`,
  HoldVoided: ({ transfer, by, reason }) => `${by}: the hold ${transfer} was voided: ${reason}`,
  HoldExpired: ({ transfer, by }) => `${by}: the hold ${transfer} expired`,
  TransferReversed: ({ transfer, by, amount }) =>
    `${amountText(amount, "USD")} of ${transfer} was taken back by ${by}`,
  TransferRejected: ({ transfer, code }) => `${transfer} is used up: ${code.replaceAll("_", " ")}`,
  QuoteIssued: ({ quote, sell, buy, expiresAt }) =>
    `${quote} promises ${amountText(buy.minor, buy.currency)} for ${amountText(sell.minor, sell.currency)} until ${expiresAt}`,
  QuoteUsed: ({ quote, conversion }) => `${quote} was used up by ${conversion}`,
  QuoteExpired: ({ quote }) => `${quote} expired`,
};

type Settings = Extract<LedgerEvent, { readonly type: "AccountOpened" }>;

function accountText(settings: Omit<Settings, "type" | "at">): string {
  const { account, number, ledger, normalSide, limit, minAvailable } = settings;
  const numbered = number === undefined ? "" : `, number ${number}`;
  const currency = ledger === "USD" ? "" : `, in ${ledger}`;
  const what = normalSide === "credit" ? "" : ", which is our own";
  const usual = normalSide === "credit" ? "debits_must_not_exceed_credits" : "none";
  const limited = limit === usual ? "" : `, ${LIMIT_TEXTS[limit]}`;
  return `${account}${numbered}${currency}${what}${limited}${leastText(minAvailable)}`;
}

const LIMIT_TEXTS = {
  none: "without a limit",
  debits_must_not_exceed_credits: "from which goes no more than has come",
  credits_must_not_exceed_debits: "to which comes no more than has gone",
} as const;

function leastText(minAvailable: bigint | undefined): string {
  if (minAvailable === undefined || minAvailable === 0n) return "";
  return minAvailable > 0n
    ? `, of which ${amountText(minAvailable, "USD")} have to stay`
    : `, overdrawn by ${amountText(-minAvailable, "USD")} at most`;
}

function movedText({ amount, ledger, debitAccount, creditAccount }: TransferPosted): string {
  return `${amountText(amount, ledger)} moved from ${debitAccount} to ${creditAccount}`;
}

function heldText({ amount, ledger, debitAccount, creditAccount }: TransferHeld): string {
  return `${amountText(amount, ledger)} of ${debitAccount} was held for ${creditAccount}`;
}

function itemsText(items: readonly Item[], isAtomic: boolean): string {
  const told = items.map((item) => `${itemText(item)}${item.isLinked === true ? " (linked)" : ""}`);
  return `${isAtomic ? "all or none: " : ""}${told.join("; ")}`;
}

function itemText(item: Item): string {
  switch (item.kind) {
    case "transfer":
      return `${item.id}: ${transferText(item)}`;
    case "post_hold":
      return `${item.id}: post ${item.amount === undefined ? "all" : amountText(item.amount, "USD")} of the hold ${item.hold}${onceText(item)}`;
    case "void_hold":
      return `${item.id}: void the hold ${item.hold}: ${item.reason}${onceText(item)}`;
    case "expire_hold":
      return `${item.id}: release the hold ${item.hold}, whose time is over`;
    case "reverse":
      return `${item.id}: take back ${item.amount === undefined ? "all" : amountText(item.amount, "USD")} of ${item.original}${item.isForced ? ", by force" : ""}: ${item.reason}${onceText(item)}`;
    default:
      return item satisfies never;
  }
}

function transferText(item: NewTransfer): string {
  const { debitAccount: from, creditAccount: to, ledger = "USD", amount, balancing } = item;
  const sum = amount === "max" ? "all" : amountText(amount, ledger);
  const most =
    balancing === undefined ? sum : `${sum} that the ${balancing} side has left, at most,`;
  const verb = item.isPending
    ? `hold ${most} of ${from} for ${to}`
    : `move ${most} from ${from} to ${to}`;
  const time = item.timeoutSeconds === undefined ? "" : ` for ${item.timeoutSeconds} s`;
  const conditions = item.conditions.map((each) => `, if ${conditionText(each)}`).join("");
  return `${verb}${time}${conditions}${onceText(item)}`;
}

const SIGNS = { gte: "≥", gt: ">", eq: "=", lte: "≤", lt: "<" } as const;

function conditionText(condition: Condition): string {
  if ("version" in condition) {
    return `${condition.account} has ${condition.version} entries`;
  }
  const { account, balance, is, amount } = condition;
  return `${balance} of ${account} ${SIGNS[is]} ${amountText(amount, "USD")}`;
}

function onceText({ once }: { readonly once?: "success" | "attempt" }): string {
  return once === "attempt" ? ", to be tried once" : "";
}
