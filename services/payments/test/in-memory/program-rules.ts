import type { Account } from "../../src/domain/account.ts";
import { roomOn } from "../../src/domain/balances.ts";
import { changed, type Counters, NO_COUNTERS, type Side } from "../../src/domain/counters.ts";
import type { LedgerState } from "../../src/domain/ledger-state.ts";
import type { RecordedTransfer } from "../../src/domain/recorded-transfer.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import type { Played } from "./play-program.ts";

/** What was debited and credited in a ledger, over all its accounts. */
function sumsOf(state: LedgerState): ReadonlyMap<string, Counters> {
  const sums = new Map<string, Counters>();
  for (const { ledger, counters } of state.known.accounts.values()) {
    const sum = sums.get(ledger) ?? NO_COUNTERS;
    sums.set(ledger, {
      debitsPending: sum.debitsPending + counters.debitsPending,
      debitsPosted: sum.debitsPosted + counters.debitsPosted,
      creditsPending: sum.creditsPending + counters.creditsPending,
      creditsPosted: sum.creditsPosted + counters.creditsPosted,
    });
  }
  return sums;
}

/** What is wrong after a step: with the sums of a ledger, with the limits of an account, or with what is held on it. */
export function brokenRules(step: Played): readonly string[] {
  return [
    ...unequalSums(step.after).map((ledger) => `${ledger} is debited and credited unequally`),
    ...overdrawnBy(step).map((id) => `${id} is beyond its limits`),
    ...wronglyPending(step.after).map((id) => `what is pending on ${id} is not what is held`),
  ];
}

/** Ledgers of which not as much is debited as credited, posted or pending. */
export function unequalSums(state: LedgerState): readonly string[] {
  return [...sumsOf(state)].flatMap(([ledger, sum]) => {
    const isPosted = sum.debitsPosted === sum.creditsPosted;
    return isPosted && sum.debitsPending === sum.creditsPending ? [] : [ledger];
  });
}

/** Accounts on which something else is pending than their open holds come to. */
export function wronglyPending(state: LedgerState): readonly string[] {
  return [...state.known.accounts.values()].flatMap(({ id, counters }) => {
    const isDebits = counters.debitsPending === heldOn(state, id, "debit");
    return isDebits && counters.creditsPending === heldOn(state, id, "credit") ? [] : [id];
  });
}

/** Accounts that went beyond what they may do, or further than before, though nobody forced them. */
export function overdrawnBy({ before, after, command }: Played): readonly string[] {
  const items = command.type === "PostTransfers" ? command.items : [];
  if (items.some((item) => item.kind === "reverse" && item.isForced)) return [];
  if (command.type === "ChangeLimits") return [];
  return [...after.known.accounts.values()].flatMap((account) => {
    const room = roomLeft(account);
    const roomBefore = roomLeft(before.account(account.id));
    const least = roomBefore < 0n ? roomBefore : 0n;
    return room < least ? [account.id] : [];
  });
}

/** A new account has nothing yet, which may be less than has to stay on it. */
function roomLeft(account: Account | undefined): bigint {
  if (account === undefined) return -1_000n;
  return roomOn(account, "debit") ?? roomOn(account, "credit") ?? 0n;
}

/** What the open holds of an account come to. */
function heldOn(state: LedgerState, account: string, side: Side): bigint {
  return [...state.known.transfers.values()]
    .filter((each) => each.kind === "pending" && each.resolution === undefined)
    .filter((each) => (side === "debit" ? each.debitAccount : each.creditAccount) === account)
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/** An account with its counters added up from the entries, and their versions in the order of the transfers. */
export type AddedUp = { readonly counters: Counters; readonly versions: readonly bigint[] };

/** Adds up what was recorded, by account; throws where an entry does not say what it comes to. */
export function addedUp(
  recorded: readonly RecordedTransfer[],
  holds: LedgerState,
): ReadonlyMap<string, AddedUp> {
  const accounts = new Map<string, AddedUp>();
  for (const each of recorded) {
    for (const side of ["debit", "credit"] as const) {
      const id = side === "debit" ? each.transfer.debitAccount : each.transfer.creditAccount;
      const { counters: so, versions } = accounts.get(id) ?? {
        counters: NO_COUNTERS,
        versions: [],
      };
      const counters = changed(so, side, changeOf(each.transfer, holds));
      const entry = each[side];
      if (String(Object.values(entry.counters)) !== String(Object.values(counters))) {
        throw new RangeError(`the entry of ${each.transfer.id} is not what it comes to`);
      }
      accounts.set(id, { counters, versions: [...versions, entry.version] });
    }
  }
  return accounts;
}

function changeOf({ kind, amount, pendingId = "" }: Transfer, holds: LedgerState) {
  const held = holds.transfer(pendingId)?.amount ?? 0n;
  switch (kind) {
    case "posted":
    case "reversal":
      return { pending: 0n, posted: amount };
    case "pending":
      return { pending: amount, posted: 0n };
    case "post":
      return { pending: -held, posted: amount };
    case "void":
    case "expiry":
      return { pending: -held, posted: 0n };
    default:
      return kind satisfies never;
  }
}
