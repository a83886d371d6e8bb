import { ACCOUNT_CLASSES } from "../../src/domain/chart-of-accounts.ts";
import type { OpenAccount } from "../../src/domain/ledger-command.ts";
import type { AccountOpened } from "../../src/domain/ledger-event.ts";
import { LEDGER_SAYS } from "./ledger-sentences.ts";
import { opened, opening } from "./ledger-story.ts";

/** The class that a code is of. */
function classOf(code: number): (typeof ACCOUNT_CLASSES)[number] {
  const found = ACCOUNT_CLASSES.find(({ from, to }) => from <= code && code <= to);
  if (found === undefined) throw new RangeError(`the chart has no class for ${code}`);
  return found;
}

/** Opens an account with the side and the limit that its class usually has. */
export function openingAs(account: string, code: number): OpenAccount {
  const { normalSide, limit } = classOf(code);
  return opening(account, { code, normalSide, limit });
}

/** Such an account was opened. */
export function openedAs(account: string, code: number): AccountOpened {
  const { normalSide, limit } = classOf(code);
  return opened(account, { code, normalSide, limit });
}

/** Accounts are told with their code and class, everything else as usual. */
export const CHART_SAYS = {
  ...LEDGER_SAYS,
  AccountOpened: (event: AccountOpened) => accountText(event),
  OpenAccount: (command: OpenAccount) => `open ${accountText(command)}`,
};

function accountText(told: OpenAccount | AccountOpened): string {
  const { account, ledger, code, normalSide, limit } = told;
  const { name } = classOf(code);
  const currency = ledger === "USD" ? "" : ` in ${ledger}`;
  return `${account}: account ${code} (${name})${currency}, its balance grows by ${normalSide}s${LIMIT_TEXTS[limit]}`;
}

const LIMIT_TEXTS = {
  none: "",
  debits_must_not_exceed_credits: ", debits must not exceed credits",
  credits_must_not_exceed_debits: ", credits must not exceed debits",
} as const;
