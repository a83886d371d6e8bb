import type { Item, NewTransfer } from "./ledger-command.ts";
import type { TransferNotes } from "./ledger-event.ts";
import type { TransferField } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";
import type { Transfer, TransferKind } from "./transfer.ts";

/** Where an item differs from the transfer that has its id; undefined if it asks for the same again. */
export function differingField(
  view: LedgerView,
  known: Transfer,
  item: Item,
): TransferField | undefined {
  const asked = askedFor(view, item);
  const found = FIELDS.find(([, isSame]) => !isSame(known, asked));
  return found?.[0];
}

type Asked = Pick<TransferNotes, "effectiveAt" | "quote" | "description" | "metadata"> & {
  readonly kind: TransferKind;
  /** The hold that it ends, or the transfer that it takes back. */
  readonly about?: string;
  readonly timeoutSeconds?: number | undefined;
  readonly reason?: string;
  readonly debitAccount?: string | undefined;
  readonly creditAccount?: string | undefined;
  /** Left out where the ledger decides. */
  readonly amount?: bigint | undefined;
  /** Where the ledger decides up to an amount. */
  readonly amountMax?: bigint | undefined;
  readonly ledger?: string | undefined;
  readonly code?: number;
};

type IsSame = (known: Transfer, asked: Asked) => boolean;

const FIELDS: readonly (readonly [TransferField, IsSame])[] = [
  ["flags", (known, asked) => known.kind === asked.kind],
  ["pending_id", (known, asked) => (known.pendingId ?? known.reverses) === asked.about],
  ["timeout_s", (known, asked) => known.timeoutSeconds === asked.timeoutSeconds],
  ["debit_account", (known, asked) => isAs(known.debitAccount, asked.debitAccount)],
  ["credit_account", (known, asked) => isAs(known.creditAccount, asked.creditAccount)],
  ["amount", hasSameAmount],
  ["user_data", hasSameNotes],
  ["ledger", (known, asked) => isAs(known.ledger, asked.ledger)],
  ["code", (known, asked) => isAs(known.code, asked.code)],
];

function isAs<Value>(known: Value, asked: Value | undefined): boolean {
  return asked === undefined || known === asked;
}

function hasSameAmount({ amount }: Transfer, asked: Asked): boolean {
  const { amountMax = amount } = asked;
  return isAs(amount, asked.amount) && amount <= amountMax;
}

function hasSameNotes(known: Transfer, asked: Asked): boolean {
  return (
    known.effectiveAt === asked.effectiveAt &&
    known.quote === asked.quote &&
    known.description === asked.description &&
    known.reason === asked.reason &&
    textOf(known.metadata) === textOf(asked.metadata)
  );
}

function textOf(metadata: Transfer["metadata"] = {}): string {
  return JSON.stringify(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function askedFor(view: LedgerView, item: Item): Asked {
  switch (item.kind) {
    case "transfer":
      return {
        ...item,
        ...wantedAmount(item),
        ...(item.isPending
          ? { kind: "pending" }
          : // What is not held is not held for a while.
            { kind: "posted", timeoutSeconds: undefined }),
      };
    case "post_hold": {
      const amount = item.amount ?? view.transfer(item.hold)?.amount;
      return { ...item, amount, kind: "post", about: item.hold };
    }
    case "void_hold":
      return { ...item, kind: "void", about: item.hold };
    case "expire_hold":
      return { kind: "expiry", about: item.hold };
    case "reverse":
      return { ...item, kind: "reversal", about: item.original };
    default:
      return item satisfies never;
  }
}

/** What was moved to balance a side only says that no less was asked for. */
function wantedAmount({ amount, balancing }: NewTransfer): {
  readonly amount: bigint | undefined;
  readonly amountMax: bigint | undefined;
} {
  const wanted = amount === "max" ? undefined : amount;
  const isExact = balancing === undefined;
  return { amount: isExact ? wanted : undefined, amountMax: wanted };
}
