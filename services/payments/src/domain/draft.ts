import type { Account } from "./account.ts";
import { type Change, changed, type Side } from "./counters.ts";
import { type FxEvent, isFxEvent } from "./fx/fx-event.ts";
import {
  type AccountEvent,
  type HoldExpired,
  type HoldPosted,
  type HoldVoided,
  type LedgerEvent,
  STATUS_AFTER,
  type TransferEvent,
  type TransferHeld,
  type TransferPosted,
} from "./ledger-event.ts";
import type { KnownQuote, LedgerView } from "./ledger-view.ts";
import { openedAccount } from "./opened-account.ts";
import type { Entry, RecordedTransfer } from "./recorded-transfer.ts";
import type { Resolution, Transfer } from "./transfer.ts";

/** What has become of a ledger, by id, and the transfers that were recorded in their order. */
export type Changes = {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly numbers: ReadonlyMap<string, string>;
  readonly transfers: ReadonlyMap<string, Transfer>;
  readonly failed: ReadonlyMap<string, string>;
  readonly quotes: ReadonlyMap<string, KnownQuote>;
  readonly recorded: readonly RecordedTransfer[];
};

/**
 * What a ledger becomes by events, laid over what it was: later decisions of a batch see what earlier ones did, and what
 * is not kept is dropped with its draft.
 */
export class Draft implements LedgerView {
  readonly #base: LedgerView;
  readonly #accounts = new Map<string, Account>();
  readonly #numbers = new Map<string, string>();
  readonly #transfers = new Map<string, Transfer>();
  readonly #failed = new Map<string, string>();
  readonly #quotes = new Map<string, KnownQuote>();
  readonly #recorded: RecordedTransfer[] = [];

  constructor(base: LedgerView) {
    this.#base = base;
  }

  account(id: string): Account | undefined {
    return this.#accounts.get(id) ?? this.#base.account(id);
  }

  accountWithNumber(number: string): string | undefined {
    return this.#numbers.get(number) ?? this.#base.accountWithNumber(number);
  }

  transfer(id: string): Transfer | undefined {
    return this.#transfers.get(id) ?? this.#base.transfer(id);
  }

  failedAttempt(id: string): string | undefined {
    return this.#failed.get(id) ?? this.#base.failedAttempt(id);
  }

  quote(id: string): KnownQuote | undefined {
    return this.#quotes.get(id) ?? this.#base.quote(id);
  }

  /** What was laid over the base, each as it is now. */
  get changes(): Changes {
    return {
      accounts: this.#accounts,
      numbers: this.#numbers,
      transfers: this.#transfers,
      failed: this.#failed,
      quotes: this.#quotes,
      recorded: this.#recorded,
    };
  }

  /** Takes over what another draft, whose base this is, has become. */
  keep(draft: Draft): void {
    copyInto(this.#accounts, draft.#accounts);
    copyInto(this.#numbers, draft.#numbers);
    copyInto(this.#transfers, draft.#transfers);
    copyInto(this.#failed, draft.#failed);
    copyInto(this.#quotes, draft.#quotes);
    this.#recorded.push(...draft.#recorded);
  }

  /** What an event makes of the ledger. One about something unknown changes nothing. */
  apply(event: LedgerEvent): void {
    if ("account" in event) this.#applyToAccount(event);
    else if (isFxEvent(event)) this.#applyToQuote(event);
    else this.#applyToTransfer(event);
  }

  #applyToAccount(event: AccountEvent): void {
    if (event.type === "LimitsChanged") {
      this.#settle(event.account, { limit: event.limit, minAvailable: event.minAvailable });
    } else if (event.type === "AccountOpened") {
      this.#accounts.set(event.account, openedAccount(event));
      if (event.number !== undefined) this.#numbers.set(event.number, event.account);
    } else {
      this.#settle(event.account, { status: STATUS_AFTER[event.type] });
    }
  }

  #applyToQuote(event: FxEvent): void {
    if (event.type === "QuoteIssued") {
      const { type: _type, at: issuedAt, ...quote } = event;
      this.#quotes.set(event.quote, { ...quote, issuedAt });
      return;
    }
    // What has expired is told by its time.
    if (event.type === "QuoteExpired") return;
    const quote = this.quote(event.quote);
    if (quote) this.#quotes.set(event.quote, { ...quote, usedBy: event.conversion });
  }

  #applyToTransfer(event: TransferEvent): void {
    switch (event.type) {
      case "TransferPosted":
        this.#record(postedTransfer(event), { pending: 0n, posted: event.amount });
        return;
      case "TransferHeld":
        this.#record(heldTransfer(event), { pending: event.amount, posted: 0n });
        return;
      case "HoldPosted":
      case "HoldVoided":
      case "HoldExpired":
        this.#resolve(event);
        return;
      case "TransferReversed":
        this.#alter(event.transfer, ({ reversed }) => ({ reversed: reversed + event.amount }));
        return;
      case "TransferRejected":
        this.#failed.set(event.transfer, event.code);
        return;
      default:
        event satisfies never;
    }
  }

  #settle(id: string, settings: Partial<Account>): void {
    const account = this.account(id);
    if (account === undefined) return;
    const settingsVersion = account.settingsVersion + 1;
    this.#accounts.set(id, { ...account, ...settings, settingsVersion });
  }

  #alter(id: string, change: (transfer: Transfer) => Partial<Transfer>): void {
    const transfer = this.transfer(id);
    if (transfer !== undefined) this.#transfers.set(id, { ...transfer, ...change(transfer) });
  }

  #resolve(event: HoldPosted | HoldVoided | HoldExpired): void {
    const hold = this.transfer(event.transfer);
    if (hold === undefined) return;
    const { transfer, resolution } = ending(hold, event);
    this.#transfers.set(hold.id, { ...hold, resolution });
    this.#record(transfer, { pending: -hold.amount, posted: resolution.amount });
  }

  #record(transfer: Transfer, change: Change): void {
    const debited = this.account(transfer.debitAccount);
    const credited = this.account(transfer.creditAccount);
    if (debited === undefined || credited === undefined) return;
    const { recordedAt: touchedAt } = transfer;
    const debit = entered(debited, "debit", change);
    const credit = entered(credited, "credit", change);
    this.#accounts.set(debited.id, { ...debited, ...debit, touchedAt });
    this.#accounts.set(credited.id, { ...credited, ...credit, touchedAt });
    this.#transfers.set(transfer.id, transfer);
    this.#recorded.push({ transfer, debit, credit });
  }
}

/** What a change makes of one side of an account. */
function entered(account: Account, side: Side, change: Change): Entry {
  return { version: account.version + 1n, counters: changed(account.counters, side, change) };
}

function copyInto<Value>(to: Map<string, Value>, from: ReadonlyMap<string, Value>): void {
  for (const [key, value] of from) to.set(key, value);
}

function postedTransfer(event: TransferPosted): Transfer {
  const { transfer: id, at: recordedAt, type: _type, ...told } = event;
  const kind = event.reverses === undefined ? "posted" : "reversal";
  return { ...told, id, kind, recordedAt, reversed: 0n };
}

function heldTransfer(event: TransferHeld): Transfer {
  const { transfer: id, at: recordedAt, type: _type, ...told } = event;
  return { ...told, id, kind: "pending", recordedAt, reversed: 0n };
}

const ENDINGS = {
  HoldPosted: { kind: "post", resolution: "posted" },
  HoldVoided: { kind: "void", resolution: "voided" },
  HoldExpired: { kind: "expiry", resolution: "expired" },
} as const;

/** The transfer that ends a hold. Its amount is what it moves, or else what it releases. */
function ending(
  hold: Transfer,
  { transfer: pendingId, by, at, type, ...told }: HoldPosted | HoldVoided | HoldExpired,
): { readonly transfer: Transfer; readonly resolution: Resolution } {
  const { debitAccount, creditAccount, ledger, code } = hold;
  const posted = "amount" in told ? told.amount : 0n;
  const { kind, resolution } = ENDINGS[type];
  return {
    transfer: {
      amount: hold.amount,
      ...told,
      id: by,
      kind,
      pendingId,
      debitAccount,
      creditAccount,
      ledger,
      code,
      recordedAt: at,
      reversed: 0n,
    },
    resolution: { kind: resolution, by, amount: posted },
  };
}
