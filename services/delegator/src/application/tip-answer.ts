import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import type { ChainSyncRefusal } from "../domain/chain-sync-refusal.ts";
import { type ChainSyncState, windowOf } from "../domain/chain-sync-state.ts";
import { chainSync } from "../domain/chain-sync.ts";
import { readWindow, type UpstreamWindow } from "./read-window.ts";
import type { Upstream } from "./upstream.ts";

/** What the upstream has at the tip, and what that means for the mirror. */
export type TipAnswer = UpstreamWindow & {
  readonly outcome: readonly ChainSyncEvent[] | ChainSyncRefusal;
};

export type TipQuestion = {
  readonly tip: ChainSyncState;
  readonly finality: number;
  /** Whether a head may be the newest although a higher one has been seen. */
  readonly mayBeShorter: (head: number) => boolean;
};

/** Asks the upstream about the window of a tip; undefined when it would not hold still. */
export async function askTip(
  upstream: Upstream,
  { tip, finality, mayBeShorter }: TipQuestion,
  signal: AbortSignal,
): Promise<TipAnswer | undefined> {
  const { floor, final } = windowOf(tip);
  const answer = await readWindow(upstream, { floor, final, finality }, signal);
  if (answer === undefined) return undefined;
  const isShorter = mayBeShorter(answer.head);
  const command = { type: "Reconcile", ...answer, mayBeShorter: isShorter } as const;
  return { ...answer, outcome: chainSync.decide(command, tip, { finality }) };
}
