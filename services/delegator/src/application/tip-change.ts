import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import type { TipWindow } from "../domain/chain-sync-state.ts";
import type { Delegation } from "../domain/delegation.ts";

/** What one look at the tip changes in the store; written as a whole or not at all. */
export type TipChange = {
  /** The lowest level of which rows are taken back; 0 when none are. */
  readonly fromLevel: number;
  /** Newest first. */
  readonly retracted: readonly Delegation[];
  /** In ascending order. */
  readonly added: readonly Delegation[];
  readonly head: number;
  /** Whether everything up to the head is stored with it. */
  readonly isWhole: boolean;
  readonly final: { readonly before: number; readonly after: number };
  /** Mirror and chain agree again after they had diverged. */
  readonly isResolved: boolean;
};

function applied(change: TipChange, event: ChainSyncEvent): TipChange {
  if (event.type === "BlockApplied") {
    const head = Math.max(change.head, event.level);
    return { ...change, head, added: [...change.added, ...event.added] };
  }
  if (event.type === "ReorgHandled") {
    const { fromLevel, retracted, added, toLevel: head } = event;
    return { ...change, fromLevel, retracted, added, head };
  }
  if (event.type === "DivergenceResolved") return { ...change, isResolved: true };
  return event.type === "Finalized"
    ? { ...change, final: { ...change.final, after: event.level } }
    : change;
}

/** The change of the store that these events tell of; `window` is the tip before them. */
export function tipChange(
  window: TipWindow,
  events: readonly ChainSyncEvent[],
  isWhole: boolean,
): TipChange {
  const { head, final } = window;
  const unchanged: TipChange = {
    fromLevel: 0,
    retracted: [],
    added: [],
    head,
    isWhole,
    final: { before: final, after: final },
    isResolved: false,
  };
  return events.reduce(applied, unchanged);
}
