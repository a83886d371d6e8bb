import { isRefusal, refuse } from "@holdfast/cqrs";

import { decideEndOfHold } from "./decide-hold.ts";
import { decideNewTransfer } from "./decide-new-transfer.ts";
import { decideReversal } from "./decide-reversal.ts";
import { differingField } from "./differing-field.ts";
import { Draft } from "./draft.ts";
import type { Item, PostTransfers } from "./ledger-command.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";

/** What one item came to. */
export type ItemResult =
  | { readonly id: string; readonly status: "created" | "exists" }
  | { readonly id: string; readonly status: "refused"; readonly refusal: LedgerRefusal };

/** What several items came to, in their order, and what happened because of them. */
export type TransfersDecided = {
  readonly events: readonly LedgerEvent[];
  readonly results: readonly ItemResult[];
};

/**
 * Does several things in order. Each sees what the ones before it did; what is linked passes or fails together, and of a
 * chain that fails nothing is left.
 */
export function decideTransfers(
  view: LedgerView,
  { items, isAtomic, batch }: PostTransfers,
  now: string,
): TransfersDecided {
  const draft = new Draft(view);
  const events: LedgerEvent[] = [];
  const results: ItemResult[] = [];
  for (const chain of chainsOf(items, isAtomic)) {
    const done = decideChain(draft, chain, { now, batch });
    events.push(...done.events);
    results.push(...done.results);
  }
  return { events, results };
}

/** Items that pass or fail together. Open is one whose last item is linked to nothing. */
type Chain = { readonly items: readonly Item[]; readonly isOpen: boolean };

function chainsOf(items: readonly Item[], isAtomic: boolean): readonly Chain[] {
  const isOpen = items.at(-1)?.isLinked === true;
  if (isAtomic) return [{ items, isOpen }];
  const chains: Chain[] = [];
  let chain: Item[] = [];
  for (const item of items) {
    chain.push(item);
    if (item.isLinked === true) continue;
    chains.push({ items: chain, isOpen: false });
    chain = [];
  }
  return chain.length === 0 ? chains : [...chains, { items: chain, isOpen }];
}

type Circumstances = { readonly now: string; readonly batch: string | undefined };

function decideChain(
  draft: Draft,
  { items, isOpen }: Chain,
  circumstances: Circumstances,
): TransfersDecided {
  const trial = new Draft(draft);
  const events: LedgerEvent[] = [];
  const results: ItemResult[] = [];
  for (const item of items) {
    const decided = decideItem(trial, item, circumstances);
    if (isRefusal(decided))
      return failedChain(draft, items, { item, refusal: decided, ...circumstances });
    for (const event of decided) trial.apply(event);
    events.push(...decided);
    results.push({ id: item.id, status: decided.length === 0 ? "exists" : "created" });
  }
  const last = items.at(-1);
  if (isOpen && last !== undefined) {
    const refusal = refuse("linked_event_chain_open", "the last item is linked to nothing");
    return failedChain(draft, items, { item: last, refusal, ...circumstances });
  }
  draft.keep(trial);
  return { events, results };
}

/** Nothing of it is left but, where it was to be tried once, that it was. */
function failedChain(
  draft: Draft,
  items: readonly Item[],
  failure: { readonly item: Item; readonly refusal: LedgerRefusal; readonly now: string },
): TransfersDecided {
  const { item: culprit, refusal, now } = failure;
  const linked = refuse("linked_event_failed", "what it is linked to cannot be done");
  const results = items.map((item) => {
    const because = item === culprit ? refusal : linked;
    return { id: item.id, status: "refused", refusal: because } as const;
  });
  if (!isUsedUp(culprit, refusal)) return { events: [], results };
  const { code } = refusal;
  const event = { type: "TransferRejected", transfer: culprit.id, code, at: now } as const;
  draft.apply(event);
  return { events: [event], results };
}

/** What may be otherwise at the next attempt, so that a delayed repetition could succeed. */
const MAY_CHANGE: ReadonlySet<LedgerRefusal["code"]> = new Set([
  "account_not_found",
  "account_frozen",
  "account_closed",
  "pending_transfer_not_found",
  "insufficient_funds",
] as const);

function isUsedUp(item: Item, { code }: LedgerRefusal): boolean {
  return item.kind === "transfer" && item.once === "attempt" && MAY_CHANGE.has(code);
}

/** No events: it was done before. */
function decideItem(
  view: LedgerView,
  item: Item,
  { now, batch }: Circumstances,
): readonly LedgerEvent[] | LedgerRefusal {
  const { id: transfer } = item;
  const known = view.transfer(transfer);
  if (known !== undefined) {
    const field = differingField(view, known, item);
    if (field === undefined) return [];
    const sentence = `there is a transfer ${transfer} with another ${field}`;
    return refuse(`exists_with_different_${field}`, sentence, { transfer });
  }
  const because = view.failedAttempt(transfer);
  if (because !== undefined) {
    const sentence = `transfer ${transfer} was to be tried once, and failed`;
    return refuse("id_already_failed", sentence, { transfer, because });
  }
  const told = batch === undefined ? item : { ...item, batch };
  switch (told.kind) {
    case "transfer":
      return decideNewTransfer(view, told, now);
    case "reverse":
      return decideReversal(view, told, now);
    case "post_hold":
    case "void_hold":
    case "expire_hold":
      return decideEndOfHold(view, told, now);
    default:
      return told satisfies never;
  }
}
