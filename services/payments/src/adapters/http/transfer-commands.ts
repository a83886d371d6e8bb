import type { Static } from "typebox";

import type { Condition, Item, NewTransfer } from "../../domain/ledger-command.ts";
import type { TransferNotes } from "../../domain/ledger-event.ts";
import { knownCurrency } from "./account-commands.ts";
import { FORCED_REVERSAL } from "./demand-force.ts";
import type { Asked } from "./ledger-writes.ts";
import { requestMistake } from "./request-mistake.ts";
import type {
  BatchBody,
  BatchItem,
  PostBody,
  ReverseBody,
  TransferBody,
  VoidBody,
} from "./transfer-schemas.ts";

type NewId = () => string;

/** The command that makes one transfer. */
export function transferOf(body: Static<typeof TransferBody>, newId: NewId): Asked {
  const item = newTransfer(body, { at: "", newId });
  const { amount, ledger: currency } = item;
  return {
    command: { type: "PostTransfers", isAtomic: false, items: [item] },
    resource: `account:${item.debitAccount}`,
    ...(amount !== "max" && { amount }),
    ...(currency !== undefined && { currency }),
    ...(body.reason !== undefined && { reason: body.reason }),
  };
}

/** The command that makes several transfers. */
export function batchOf(body: Static<typeof BatchBody>, newId: NewId): Asked {
  const batch = body.id?.toLowerCase() ?? newId();
  const items = body.transfers.map((each, index): Item => {
    const item = newTransfer(each, { at: `/transfers/${index}`, newId });
    return each.linked === true ? { ...item, isLinked: true } : item;
  });
  return {
    command: { type: "PostTransfers", batch, isAtomic: body.atomic ?? false, items },
    resource: `batch:${batch}`,
    ...(body.reason !== undefined && { reason: body.reason }),
  };
}

/** The command that posts a hold. */
export function postOf(id: string, body: Static<typeof PostBody>, newId: NewId): Asked {
  const hold = id.toLowerCase();
  const amount = body.amount === undefined ? {} : { amount: BigInt(body.amount) };
  const item = { kind: "post_hold", ...tried(body, newId), hold, ...amount } as const;
  const { reason } = body;
  return { ...alone(item, hold), ...amount, ...(reason !== undefined && { reason }) };
}

/** The command that releases a hold. */
export function voidOf(id: string, body: Static<typeof VoidBody>, newId: NewId): Asked {
  const hold = id.toLowerCase();
  const { reason } = body;
  const item = { kind: "void_hold", ...tried(body, newId), hold, reason } as const;
  return { ...alone(item, hold), reason };
}

/** The command that takes back what a transfer has moved. */
export function reversalOf(id: string, body: Static<typeof ReverseBody>, newId: NewId): Asked {
  const original = id.toLowerCase();
  const { reason, force: isForced = false } = body;
  const amount = body.amount === undefined ? {} : { amount: BigInt(body.amount) };
  const told = { ...tried(body, newId), original, reason, isForced, ...amount };
  const action = isForced ? { action: FORCED_REVERSAL } : {};
  return { ...alone({ kind: "reverse", ...told }, original), ...amount, reason, ...action };
}

function alone(item: Item, transfer: string): Asked {
  const command = { type: "PostTransfers", isAtomic: false, items: [item] } as const;
  return { command, resource: `transfer:${transfer}` };
}

type Noted = {
  readonly id?: string;
  readonly effective_at?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
};

function about(body: Noted, newId: NewId): TransferNotes & Pick<Item, "id" | "hasNewId"> {
  const { id, effective_at: effectiveAt, description, metadata } = body;
  return {
    ...(id === undefined ? { id: newId(), hasNewId: true } : { id: id.toLowerCase() }),
    ...(effectiveAt !== undefined && { effectiveAt: new Date(effectiveAt).toISOString() }),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata }),
  };
}

/** The same, of what ends a hold or takes money back: it may be that it is to be tried once only. */
function tried(body: Noted & Pick<Static<typeof PostBody>, "once">, newId: NewId) {
  const { once } = body;
  return { ...about(body, newId), ...(once !== undefined && { once }) };
}

type WireTransfer = Static<typeof BatchItem> | Static<typeof TransferBody>;

function newTransfer(
  body: WireTransfer,
  { at, newId }: { readonly at: string; readonly newId: NewId },
): NewTransfer & Pick<Item, "hasNewId"> {
  refuseContradictions(body, at);
  const { balancing, ledger, timeout_s: timeoutSeconds } = body;
  return {
    kind: "transfer",
    ...about(body, newId),
    debitAccount: body.debit_account.toLowerCase(),
    creditAccount: body.credit_account.toLowerCase(),
    amount: body.amount === "max" ? "max" : BigInt(body.amount),
    ...(balancing !== undefined && { balancing }),
    ...(ledger !== undefined && { ledger }),
    code: body.code ?? 1,
    isPending: body.pending ?? false,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    conditions: body.conditions?.map(conditionOf) ?? [],
    once: body.once ?? "success",
  };
}

function refuseContradictions(body: WireTransfer, at: string): void {
  if (body.amount === "max" && body.balancing === undefined) {
    throw requestMistake(`${at}/balancing`, "says which side there is to be room on, with max");
  }
  if (body.timeout_s !== undefined && body.pending !== true) {
    throw requestMistake(`${at}/timeout_s`, "is for holds, which are pending");
  }
  if (body.ledger !== undefined) knownCurrency(body.ledger, `${at}/ledger`);
}

type WireCondition = NonNullable<Static<typeof TransferBody>["conditions"]>[number];

function conditionOf(wire: WireCondition): Condition {
  const account = wire.account.toLowerCase();
  return "account_version" in wire
    ? { account, version: BigInt(wire.account_version) }
    : { account, balance: wire.balance, is: wire.is, amount: BigInt(wire.amount) };
}
