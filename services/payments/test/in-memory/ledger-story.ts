import type {
  Item,
  LedgerCommand,
  NewTransfer,
  OpenAccount,
  PostTransfers,
  Reverse,
} from "../../src/domain/ledger-command.ts";
import type {
  AccountOpened,
  HoldPosted,
  HoldVoided,
  TransferHeld,
  TransferPosted,
} from "../../src/domain/ledger-event.ts";

/** When stories begin. */
export const BEGINNING = "2026-01-01T00:00:00.000Z";

/** A time so many seconds after the beginning. */
export function after(seconds: number): string {
  return new Date(Date.parse(BEGINNING) + seconds * 1_000).toISOString();
}

/** Opens an account of a customer in USD that may not be overdrawn, unless said otherwise. */
export function opening(account: string, more: Partial<OpenAccount> = {}): OpenAccount {
  return {
    type: "OpenAccount",
    account,
    ledger: "USD",
    code: 2_000,
    normalSide: "credit",
    limit: "debits_must_not_exceed_credits",
    minAvailable: 0n,
    ...more,
  };
}

/** Opens an account of the house that may go as low as it likes. */
function openingHouse(account: string, more: Partial<OpenAccount> = {}): OpenAccount {
  return opening(account, { code: 3_000, limit: "none", ...more });
}

/** Such an account was opened. */
export function opened(account: string, more: Partial<OpenAccount> = {}): AccountOpened {
  return { ...opening(account, more), type: "AccountOpened", at: BEGINNING };
}

/** Such an account was opened. */
export function openedHouse(account: string, more: Partial<OpenAccount> = {}): AccountOpened {
  return { ...openingHouse(account, more), type: "AccountOpened", at: BEGINNING };
}

type Told<Event> = Partial<Omit<Event, "type">> & { readonly transfer: string };

/** Ann has paid USD 1.00 to Bob, unless said otherwise. */
export function moved(told: Told<TransferPosted>): TransferPosted {
  return { type: "TransferPosted", ...MOVEMENT, ...told };
}

/** USD 1.00 of Ann was held for Bob, unless said otherwise. */
export function held(told: Told<TransferHeld>): TransferHeld {
  return { type: "TransferHeld", ...MOVEMENT, ...told };
}

const MOVEMENT = {
  debitAccount: "ann",
  creditAccount: "bob",
  amount: 100n,
  ledger: "USD",
  code: 1,
  at: BEGINNING,
} as const;

/** A hold was posted. */
export function postedHold(
  told: Partial<HoldPosted> & Pick<HoldPosted, "transfer" | "by" | "amount">,
): HoldPosted {
  return { type: "HoldPosted", at: BEGINNING, ...told };
}

/** A hold was voided. */
export function voidedHold(transfer: string, by: string): HoldVoided {
  return { type: "HoldVoided", transfer, by, reason: "sold out", at: BEGINNING };
}

/** The house has an account, Ann has USD 10.00 from it, and Bob has nothing. */
export const ANN_HAS_TEN: readonly [AccountOpened, ...(AccountOpened | TransferPosted)[]] = [
  openedHouse("house"),
  opened("ann"),
  opened("bob"),
  moved({ transfer: "salary", debitAccount: "house", creditAccount: "ann", amount: 1_000n }),
];

/** Moves USD 1.00 from Ann to Bob, unless said otherwise. */
export function moving(id: string, more: Partial<NewTransfer> = {}): NewTransfer {
  return {
    kind: "transfer",
    id,
    debitAccount: "ann",
    creditAccount: "bob",
    amount: 100n,
    code: 1,
    isPending: false,
    conditions: [],
    once: "success",
    ...more,
  };
}

/** Holds USD 1.00 of Ann for Bob, unless said otherwise. */
export function holding(id: string, more: Partial<NewTransfer> = {}): NewTransfer {
  return moving(id, { isPending: true, ...more });
}

/** Takes a transfer back, all of it unless said otherwise. */
export function reversing(id: string, original: string, more: Partial<Reverse> = {}): Reverse {
  return { kind: "reverse", id, original, reason: "broken", isForced: false, ...more };
}

/** Asks for things one by one. */
export function asking(...items: readonly Item[]): PostTransfers {
  return { type: "PostTransfers", isAtomic: false, items };
}

/** Asks for all of it or nothing. */
export function askingForAll(...items: readonly Item[]): LedgerCommand {
  return { type: "PostTransfers", isAtomic: true, items };
}

/** What it takes to get there. */
export const LET_ANN_HAVE_TEN: readonly [LedgerCommand, ...LedgerCommand[]] = [
  openingHouse("house"),
  opening("ann"),
  opening("bob"),
  asking(moving("salary", { debitAccount: "house", creditAccount: "ann", amount: 1_000n })),
];
