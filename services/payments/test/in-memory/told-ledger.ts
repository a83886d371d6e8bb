import { type Decider, isRefusal } from "@holdfast/cqrs";

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

/** A no with one of these codes. */
type RefusalOf<Code extends LedgerRefusal["code"]> = LedgerRefusal & { readonly code: Code };

/** An event of one of these types. */
type EventOf<Type extends LedgerEvent["type"]> = LedgerEvent & { readonly type: Type };

/** What a feature tells about: what can happen, with the version of its fields, and what is refused, with its meaning. */
type Part<Code extends LedgerRefusal["code"], Type extends LedgerEvent["type"]> = {
  readonly refusals: Readonly<Record<Code, string>>;
  readonly events: Readonly<Record<Type, number>>;
};

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

/** The ledger's own decider over plain data. It throws where something comes of it that its part does not tell. */
export function toldLedger<Code extends LedgerRefusal["code"], Type extends LedgerEvent["type"]>({
  refusals,
  events,
}: Part<Code, Type>): Decider<
  LedgerCommand,
  ToldLedger,
  EventOf<Type>,
  RefusalOf<Code>,
  LedgerContext
> {
  const isToldRefusal = (refusal: LedgerRefusal): refusal is RefusalOf<Code> =>
    Object.hasOwn(refusals, refusal.code);
  const isToldEvent = (event: LedgerEvent): event is EventOf<Type> =>
    Object.hasOwn(events, event.type);
  return {
    initialState: () => NOTHING_TOLD,
    decide(command, told, context) {
      const decided = ledger.decide(command, stateOf(told), context);
      if (!isRefusal(decided)) {
        if (decided.every(isToldEvent)) return decided;
        throw new RangeError(`what comes of ${command.type} is not told here`);
      }
      if (isToldRefusal(decided)) return decided;
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
