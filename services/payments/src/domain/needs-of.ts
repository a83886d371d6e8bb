import type { Convert, IssueQuote } from "./fx/fx-command.ts";
import type { Item, LedgerCommand } from "./ledger-command.ts";

/** What has to be known of a ledger before a command can be decided. */
export type Needs = {
  readonly accounts: readonly string[];
  readonly numbers: readonly string[];
  /** With both of their accounts. */
  readonly transfers: readonly string[];
  readonly quotes: readonly string[];
};

const NOTHING: Needs = { accounts: [], numbers: [], transfers: [], quotes: [] };

/** What a command names. What a quote names has to be looked up with it. */
export function needsOf(command: LedgerCommand): Needs {
  if (command.type === "PostTransfers") return needsOfItems(command.items);
  if (command.type === "IssueQuote") return needsOfQuote(command);
  if (command.type === "Convert") return needsOfConversion(command);
  if (command.type === "ExpireQuote") return { ...NOTHING, quotes: [command.quote] };
  const numbers = "number" in command && command.number !== undefined ? [command.number] : [];
  return { ...NOTHING, accounts: [command.account], numbers };
}

/** A conversion that is decided together with its quote finds the accounts of the quote among these. */
function needsOfQuote({
  quote,
  sellLiquidity,
  buyLiquidity,
  fees = sellLiquidity,
}: IssueQuote): Needs {
  return { ...NOTHING, accounts: [sellLiquidity, buyLiquidity, fees], quotes: [quote] };
}

function needsOfConversion({ source, destination, quote, transfers }: Convert): Needs {
  const { sold, spread, bought } = transfers;
  return {
    ...NOTHING,
    accounts: [source, destination],
    transfers: [sold, spread, bought],
    quotes: [quote],
  };
}

function needsOfItems(items: readonly Item[]): Needs {
  const accounts: string[] = [];
  const transfers: string[] = [];
  for (const item of items) {
    if (item.hasNewId !== true) transfers.push(item.id);
    if (item.kind === "transfer") {
      accounts.push(item.debitAccount, item.creditAccount);
      accounts.push(...item.conditions.map(({ account }) => account));
    } else {
      transfers.push(item.kind === "reverse" ? item.original : item.hold);
    }
  }
  return { ...NOTHING, accounts, transfers };
}
