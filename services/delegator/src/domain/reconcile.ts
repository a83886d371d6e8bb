import { refuse } from "@holdfast/cqrs";

import type { Reconcile } from "./chain-sync-command.ts";
import type { ChainSyncEvent } from "./chain-sync-event.ts";
import type { ChainSyncRefusal } from "./chain-sync-refusal.ts";
import type { TipWindow } from "./chain-sync-state.ts";
import type { Delegation } from "./delegation.ts";
import { firstDifference } from "./first-difference.ts";

type Difference = {
  /** The lowest level concerned. */
  readonly level: number;
  readonly retracted: readonly Delegation[];
  readonly added: readonly Delegation[];
};

function differenceOf(ours: readonly Delegation[], theirs: readonly Delegation[]): Difference {
  const at = firstDifference(ours, theirs) ?? ours.length;
  const level = Math.min(ours[at]?.level ?? Infinity, theirs[at]?.level ?? Infinity);
  return { level, retracted: ours.slice(at), added: theirs.slice(at) };
}

/** The chain has only grown: one event a level that brought something, and one for a head that brought nothing. */
function grown(added: readonly Delegation[], window: TipWindow, head: number): ChainSyncEvent[] {
  const events = [...Map.groupBy(added, ({ level }) => level)].map(
    ([level, rows]): ChainSyncEvent => ({ type: "BlockApplied", level, added: rows }),
  );
  const seen = Math.max(window.head, added.at(-1)?.level ?? 0);
  if (head > seen) events.push({ type: "BlockApplied", level: head, added: [] });
  return events;
}

function changes(window: TipWindow, difference: Difference, head: number): ChainSyncEvent[] {
  const { level, retracted, added } = difference;
  if (retracted.length === 0 && head >= window.head) return grown(added, window, head);
  const fromLevel = Math.min(level, head + 1);
  const newestFirst = retracted.toReversed();
  return [{ type: "ReorgHandled", fromLevel, toLevel: head, retracted: newestFirst, added }];
}

export type ReconcileContext = {
  /** Blocks on top of a block that make it final. */
  readonly finality: number;
  readonly isDiverged: boolean;
};

/**
 * What an answer of the upstream means for the newest levels. Equal rows stay; from the first difference on ours are
 * taken back and theirs are added. Asking the same again changes nothing.
 */
export function reconcile(
  window: TipWindow,
  answer: Reconcile,
  { finality, isDiverged }: ReconcileContext,
): readonly ChainSyncEvent[] | ChainSyncRefusal {
  const isLower = answer.head < window.head && !answer.mayBeShorter;
  if (isLower || answer.head < window.final) {
    const { head: seen } = window;
    const sentence = `the answer knows level ${answer.head}, but ${seen} has been seen`;
    return refuse("stale_replica", sentence, { head: answer.head, seen });
  }
  const difference = differenceOf(window.rows, answer.rows);
  if (difference.level <= window.final) {
    const { level } = difference;
    const sentence = `mirror and chain differ at level ${level}, which was final`;
    return refuse("difference_below_final", sentence, { level });
  }
  const { head } = answer;
  const final = Math.min(answer.through, head - finality);
  return [
    ...(isDiverged ? [{ type: "DivergenceResolved" } as const] : []),
    ...changes(window, difference, head),
    ...(final > window.final ? [{ type: "Finalized", level: final } as const] : []),
  ];
}
