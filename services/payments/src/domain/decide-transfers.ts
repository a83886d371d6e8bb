import { isRefusal, refuse } from "@holdfast/cqrs";

import { type Circumstances, decideItem } from "./decide-item.ts";
import { Draft } from "./draft.ts";
import { isUsedUp } from "./is-used-up.ts";
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
  command: PostTransfers,
  now: string,
): TransfersDecided {
  return decideInTurn(view, command, { now, leastAmount: 1n });
}

/** The same under other circumstances: there are ledgers in which nothing is an amount, too. */
export function decideInTurn(
  view: LedgerView,
  { items, isAtomic, batch }: PostTransfers,
  circumstances: Omit<Circumstances, "batch">,
): TransfersDecided {
  const draft = new Draft(view);
  const events: LedgerEvent[] = [];
  const results: ItemResult[] = [];
  for (const chain of chainsOf(items, isAtomic)) {
    const done = decideChain(draft, chain, { ...circumstances, batch });
    events.push(...done.events);
    results.push(...done.results);
  }
  return { events, results };
}

/** Items that pass or fail together; the last one is linked to nothing. */
type Chain = readonly Item[];

function chainsOf(items: readonly Item[], isAtomic: boolean): readonly Chain[] {
  if (isAtomic) return [items];
  const chains: Chain[] = [];
  let chain: Item[] = [];
  for (const item of items) {
    chain.push(item);
    if (item.isLinked === true) continue;
    chains.push(chain);
    chain = [];
  }
  return [...chains, chain];
}

function decideChain(draft: Draft, chain: Chain, circumstances: Circumstances): TransfersDecided {
  if (chain.at(-1)?.isLinked === true) {
    const refusal = refuse("linked_event_chain_open", "the last item is linked to nothing");
    return { events: [], results: failed(chain, chain.length - 1, refusal) };
  }
  const trial = new Draft(draft);
  const events: LedgerEvent[] = [];
  const results: ItemResult[] = [];
  for (const [at, item] of chain.entries()) {
    const decided = decideItem(trial, item, circumstances);
    if (isRefusal(decided)) {
      const results = failed(chain, at, decided);
      if (!isUsedUp(item, decided)) return { events: [], results };
      // Nothing is left of the chain but that this was to be tried once, and was.
      const { now } = circumstances;
      const rejected = {
        type: "TransferRejected",
        transfer: item.id,
        code: decided.code,
        at: now,
      } as const;
      draft.apply(rejected);
      return { events: [rejected], results };
    }
    for (const event of decided) trial.apply(event);
    events.push(...decided);
    results.push({ id: item.id, status: decided.length === 0 ? "exists" : "created" });
  }
  draft.keep(trial);
  return { events, results };
}

/** One item is the cause; the others fail with it. */
function failed(chain: Chain, cause: number, because: LedgerRefusal): readonly ItemResult[] {
  const linked = refuse("linked_event_failed", "what it is linked to cannot be done");
  return chain.map(({ id }, at) => {
    const refusal = at === cause ? because : linked;
    return { id, status: "refused", refusal };
  });
}
