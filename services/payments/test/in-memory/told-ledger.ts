import type { Decider } from "@holdfast/cqrs";

import type { Account } from "../../src/domain/account.ts";
import type { LedgerCommand } from "../../src/domain/ledger-command.ts";
import type { LedgerEvent } from "../../src/domain/ledger-event.ts";
import type { LedgerRefusal } from "../../src/domain/ledger-refusal.ts";
import { LedgerState } from "../../src/domain/ledger-state.ts";
import type { KnownQuote } from "../../src/domain/ledger-view.ts";
import { ledger, type LedgerContext } from "../../src/domain/ledger.ts";
import type { Transfer } from "../../src/domain/transfer.ts";

type ById<Value> = Readonly<Record<string, Value>>;

/** A ledger as plain data, which is what scenarios can freeze and compare. */
export type ToldLedger = {
  readonly accounts: ById<Account>;
  readonly numbers: ById<string>;
  readonly transfers: ById<Transfer>;
  readonly failed: ById<string>;
  readonly quotes: ById<KnownQuote>;
};

/** Nothing has happened. */
export const NOTHING_TOLD: ToldLedger = {
  accounts: {},
  numbers: {},
  transfers: {},
  failed: {},
  quotes: {},
};

/** The no of a feature that tells about these codes. */
export type RefusalOf<Code extends LedgerRefusal["code"]> = LedgerRefusal & { readonly code: Code };

/** The ledger after one more event. */
export function toldAfter(told: ToldLedger, event: LedgerEvent): ToldLedger {
  const { accounts, numbers, transfers, failed, quotes } = stateOf(told).after(event).known;
  return {
    accounts: Object.fromEntries(accounts),
    numbers: Object.fromEntries(numbers),
    transfers: Object.fromEntries(transfers),
    failed: Object.fromEntries(failed),
    quotes: Object.fromEntries(quotes),
  };
}

/** The ledger's own decider over plain data. It throws where it is refused for a reason that is not among the codes. */
export function toldLedger<Code extends LedgerRefusal["code"]>(
  codes: Readonly<Record<Code, string>>,
): Decider<LedgerCommand, ToldLedger, LedgerEvent, RefusalOf<Code>, LedgerContext> {
  const isTold = (refusal: LedgerRefusal): refusal is RefusalOf<Code> =>
    Object.hasOwn(codes, refusal.code);
  return {
    initialState: () => NOTHING_TOLD,
    decide(command, told, context) {
      const decided = ledger.decide(command, stateOf(told), context);
      if (!("sentence" in decided)) return decided;
      if (isTold(decided)) return decided;
      throw new RangeError(`${decided.code} is not told here: ${decided.sentence}`);
    },
    evolve: toldAfter,
  };
}

function stateOf({ accounts, numbers, transfers, failed, quotes }: ToldLedger): LedgerState {
  return new LedgerState({
    accounts: new Map(Object.entries(accounts)),
    numbers: new Map(Object.entries(numbers)),
    transfers: new Map(Object.entries(transfers)),
    failed: new Map(Object.entries(failed)),
    quotes: new Map(Object.entries(quotes)),
  });
}
