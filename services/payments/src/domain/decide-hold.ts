import { refuse } from "@holdfast/cqrs";

import type { ExpireHold, PostHold, VoidHold } from "./ledger-command.ts";
import type { TransferEvent } from "./ledger-event.ts";
import { accountClosed, accountNotFound, type LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";
import { isPair, type Pair } from "./movable.ts";
import { notesOf } from "./notes-of.ts";
import { refusedAsOfPayment } from "./of-payment.ts";
import { latest } from "./time.ts";
import type { Transfer } from "./transfer.ts";

type EndHold = PostHold | VoidHold | ExpireHold;

/**
 * Ends a hold, once. What was promised before an account was frozen is kept; on closed accounts holds only expire.
 * Ending one never breaks a limit, since what is posted was held.
 */
export function decideEndOfHold(
  view: LedgerView,
  item: EndHold,
  now: string,
): readonly TransferEvent[] | LedgerRefusal {
  const hold = view.transfer(item.hold);
  if (hold === undefined) {
    const sentence = `there is no hold ${item.hold}`;
    return refuse("pending_transfer_not_found", sentence, { transfer: item.hold });
  }
  const refused = refusedAsOfPayment(hold, item.kind === "expire_hold" || item.isOfPayment);
  if (refused !== undefined) return refused;
  const pair = pairOf(view, hold, item);
  if (!isPair(pair)) return pair;
  const at = latest(now, pair.debit.touchedAt, pair.credit.touchedAt);
  return ended(hold) ?? overdue(hold, item, at) ?? finished(hold, item, at);
}

function ended({ id: transfer, kind, resolution }: Transfer): LedgerRefusal | undefined {
  if (kind !== "pending") {
    const sentence = `transfer ${transfer} holds nothing`;
    return refuse("transfer_not_pending", sentence, { transfer, kind });
  }
  if (resolution === undefined) return undefined;
  switch (resolution.kind) {
    case "posted":
      return refuse("pending_transfer_already_posted", `hold ${transfer} is posted already`, {
        transfer,
      });
    case "voided":
      return refuse("pending_transfer_already_voided", `hold ${transfer} is voided already`, {
        transfer,
      });
    case "expired":
      return expired(transfer);
    default:
      return resolution.kind satisfies never;
  }
}

/** Also before anybody has come round to releasing it. */
function overdue(
  { id: transfer, expiresAt }: Transfer,
  { kind }: EndHold,
  at: string,
): LedgerRefusal | undefined {
  const isOver = expiresAt !== undefined && at >= expiresAt;
  if (kind !== "expire_hold") return isOver ? expired(transfer) : undefined;
  if (isOver) return undefined;
  const sentence = `hold ${transfer} is not over yet`;
  return refuse("pending_transfer_not_expired", sentence, { transfer });
}

function expired(transfer: string): LedgerRefusal {
  return refuse("pending_transfer_expired", `hold ${transfer} has expired`, { transfer });
}

function pairOf(
  view: LedgerView,
  { debitAccount, creditAccount }: Transfer,
  { kind }: EndHold,
): Pair | LedgerRefusal {
  const debit = view.account(debitAccount);
  if (debit === undefined) return accountNotFound(debitAccount);
  const credit = view.account(creditAccount);
  if (credit === undefined) return accountNotFound(creditAccount);
  const closed = [debit, credit].find(({ status }) => status === "closed");
  return closed !== undefined && kind !== "expire_hold"
    ? accountClosed(closed.id)
    : { debit, credit };
}

function finished(
  hold: Transfer,
  item: EndHold,
  at: string,
): readonly TransferEvent[] | LedgerRefusal {
  const ends = { transfer: hold.id, by: item.id, at };
  switch (item.kind) {
    case "post_hold":
      return posted(hold, item, ends);
    case "void_hold":
      return [{ type: "HoldVoided", ...ends, ...notesOf(item), reason: item.reason }];
    case "expire_hold":
      return [{ type: "HoldExpired", ...ends }];
    default:
      return item satisfies never;
  }
}

function posted(
  { amount: pending }: Transfer,
  item: PostHold,
  ends: { readonly transfer: string; readonly by: string; readonly at: string },
): readonly TransferEvent[] | LedgerRefusal {
  const { amount: required = pending } = item;
  if (required > pending) {
    const sentence = `${required} are to be posted, ${pending} are held`;
    return refuse("exceeds_pending_transfer_amount", sentence, { pending, required });
  }
  return [{ type: "HoldPosted", ...ends, ...notesOf(item), amount: required }];
}
