import { scenariosOf } from "@holdfast/scenarios";

import { balancesOf, type Balances } from "../../src/domain/balances.ts";
import type { LedgerEvent } from "../../src/domain/ledger-event.ts";
import { ledgerEvents } from "../../src/domain/ledger-events.ts";
import type { LedgerRefusal } from "../../src/domain/ledger-refusal.ts";
import { amountText, LEDGER_SAYS } from "./ledger-sentences.ts";
import { NOTHING_TOLD, type ToldLedger, toldAfter, toldLedger } from "./told-ledger.ts";

/** The words in which a part of the rules is told: the refusals it tells about, and what they mean. */
export function ledgerLanguage<Code extends LedgerRefusal["code"]>(
  refusals: Readonly<Record<Code, string>>,
  /** The part of its life that what the feature is about is in, where there is one. */
  phase?: (ledger: ToldLedger) => string,
) {
  const decider = toldLedger(refusals);
  return scenariosOf(phase === undefined ? decider : { ...decider, phase }, {
    context: ({ now }) => ({ now: now.toISOString() }),
    says: LEDGER_SAYS,
    refusals,
    schemaVersions: ledgerEvents.schemaVersions,
    readModels: { balances },
  });
}

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
    `${account} has ${amountText(posted, "USD")}, ${amountText(available, "USD")} of it available; with all holds posted, ${amountText(pending, "USD")}; ${entries} entries`,
};
