import { balancesOf, type Balances } from "../../src/domain/balances.ts";
import { ledgerEvents } from "../../src/domain/ledger-events.ts";
import { amountText, LEDGER_SAYS } from "./ledger-sentences.ts";
import { NOTHING_TOLD, type ToldLedger, toldAfter } from "./told-ledger.ts";

type Shown = Balances & { readonly account: string; readonly entries: bigint };

const READ = Object.keys(ledgerEvents.schemaVersions);

/** What is on accounts, which is no event but what the events come to. */
const balances = {
  reads: READ,
  initial: () => NOTHING_TOLD,
  project: toldAfter,
  rows({ accounts }: ToldLedger, { of }: { readonly of: string }): readonly Shown[] {
    const account = accounts[of];
    if (account === undefined) return [];
    const { normalSide, counters, version: entries } = account;
    return [{ account: of, ...balancesOf(normalSide, counters), entries }];
  },
  says: ({ account, posted, available, pending, entries }: Shown): string =>
    `${account} has ${amountText(posted, "USD")}, ${amountText(available, "USD")} of it available; with all holds posted, ${amountText(pending, "USD")}; ${entries} ${entries === 1n ? "entry" : "entries"}`,
};

/** The words in which all parts of the rules are told. */
export const LEDGER_WORDS = {
  context: ({ now }: { readonly now: Date }) => ({ now: now.toISOString() }),
  says: LEDGER_SAYS,
  readModels: { balances },
};
