import type { Account } from "./account.ts";
import { Draft } from "./draft.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { LedgerView } from "./ledger-view.ts";
import { openedAccount } from "./opened-account.ts";
import type { RecordedTransfer } from "./recorded-transfer.ts";
import type { Transfer } from "./transfer.ts";

/** An account as events have made it, and the position of the last of them. */
export type ReplayedAccount = { readonly account: Account; readonly position: bigint };

/** What one event has recorded or resolved. */
export type Replayed = {
  readonly position: bigint;
  readonly recorded?: RecordedTransfer;
  /** A hold that has ended. */
  readonly resolved?: Transfer;
};

type Positioned = { readonly position: bigint; readonly event: LedgerEvent };

/**
 * A ledger as its events make it, of which only some of the accounts are kept: the others are there without their
 * history, so that a ledger of any size can be replayed part by part.
 */
export class Replay {
  readonly #isKept: (account: string, ledger: string) => boolean;
  readonly #accounts = new Map<string, ReplayedAccount>();

  constructor(isKept: (account: string, ledger: string) => boolean) {
    this.#isKept = isKept;
  }

  /** Those that are kept, by id. */
  get accounts(): ReadonlyMap<string, ReplayedAccount> {
    return this.#accounts;
  }

  /** Applies the next events; `held` are the beginnings of holds that are not among them. */
  apply(events: readonly Positioned[], held: readonly LedgerEvent[]): readonly Replayed[] {
    const before = new Draft(surroundings(this.#accounts));
    for (const event of held) before.apply(event);
    const draft = new Draft(surroundings(this.#accounts, before.changes.transfers));
    return events.map(({ position, event }) => this.#applyOne(draft, event, position));
  }

  #applyOne(draft: Draft, event: LedgerEvent, position: bigint): Replayed {
    const { recorded } = draft.changes;
    const count = recorded.length;
    draft.apply(event);
    const made = recorded[count];
    const touched = "account" in event ? [event.account] : sidesOf(made);
    for (const id of touched) {
      if (this.#accounts.has(id) || event.type === "AccountOpened") this.#keep(draft, id, position);
    }
    return { position, ...(made !== undefined && { recorded: made, ...endedBy(made, draft) }) };
  }

  #keep(draft: Draft, id: string, position: bigint): void {
    const account = draft.account(id);
    if (account !== undefined && this.#isKept(id, account.ledger)) {
      this.#accounts.set(id, { account, position });
    }
  }
}

function sidesOf(made: RecordedTransfer | undefined): readonly string[] {
  return made === undefined ? [] : [made.transfer.debitAccount, made.transfer.creditAccount];
}

function endedBy(
  { transfer: { pendingId } }: RecordedTransfer,
  view: LedgerView,
): Pick<Replayed, "resolved"> {
  const resolved = pendingId === undefined ? undefined : view.transfer(pendingId);
  return resolved === undefined ? {} : { resolved };
}

/** The accounts that are kept, and others that nothing is known of, so that every transfer has two sides. */
function surroundings(
  accounts: ReadonlyMap<string, ReplayedAccount>,
  holds: ReadonlyMap<string, Transfer> = new Map(),
): LedgerView {
  const nothing = (): undefined => undefined;
  return {
    account: (id) => accounts.get(id)?.account ?? openedAccount({ ...STRANGER, account: id }),
    transfer: (id) => holds.get(id),
    accountWithNumber: nothing,
    failedAttempt: nothing,
    quote: nothing,
  };
}

const STRANGER = {
  type: "AccountOpened",
  ledger: "",
  code: 1,
  normalSide: "credit",
  limit: "none",
  minAvailable: 0n,
  at: "",
} as const;
