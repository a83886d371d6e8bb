import type { Account } from "./account.ts";
import { Draft } from "./draft.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { KnownQuote, LedgerView } from "./ledger-view.ts";
import type { Transfer } from "./transfer.ts";

type Known = {
  readonly accounts: ReadonlyMap<string, Account>;
  /** Accounts by their numbers. */
  readonly numbers: ReadonlyMap<string, string>;
  readonly transfers: ReadonlyMap<string, Transfer>;
  readonly failed: ReadonlyMap<string, string>;
  readonly quotes: ReadonlyMap<string, KnownQuote>;
};

/** A ledger as a value: what is known of it, by id. */
export class LedgerState implements LedgerView {
  readonly known: Known;

  constructor(known: Partial<Known> = {}) {
    const none = new Map<string, never>();
    const nothing = { accounts: none, numbers: none, transfers: none, failed: none, quotes: none };
    this.known = { ...nothing, ...known };
  }

  account(id: string): Account | undefined {
    return this.known.accounts.get(id);
  }

  accountWithNumber(number: string): string | undefined {
    return this.known.numbers.get(number);
  }

  transfer(id: string): Transfer | undefined {
    return this.known.transfers.get(id);
  }

  failedAttempt(id: string): string | undefined {
    return this.known.failed.get(id);
  }

  quote(id: string): KnownQuote | undefined {
    return this.known.quotes.get(id);
  }

  /** The ledger after an event; this one stays as it is. */
  after(event: LedgerEvent): LedgerState {
    const draft = new Draft(this);
    draft.apply(event);
    const { accounts, numbers, transfers, failed, quotes } = draft.changes;
    return new LedgerState({
      accounts: new Map([...this.known.accounts, ...accounts]),
      numbers: new Map([...this.known.numbers, ...numbers]),
      transfers: new Map([...this.known.transfers, ...transfers]),
      failed: new Map([...this.known.failed, ...failed]),
      quotes: new Map([...this.known.quotes, ...quotes]),
    });
  }
}
