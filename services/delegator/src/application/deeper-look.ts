import { isRefusal } from "@holdfast/cqrs";

import { DEEPEST_LEVELS } from "../domain/chain-sync-state.ts";
import type { HistoryReader } from "./history.ts";
import { storedTip } from "./stored-tip.ts";
import { askTip } from "./tip-answer.ts";
import type { Upstream } from "./upstream.ts";

/** Levels below the final one, twice as many each time. */
const LEVELS = [128, 256, 512, DEEPEST_LEVELS] as const;

export type DeeperPorts = { readonly upstream: Upstream; readonly history: HistoryReader };

/**
 * Whether mirror and chain still differ below the final level when it is looked again, further back each time: a single
 * answer may have been wrong, but not one after the other.
 */
export async function isDeeplyDifferent(
  { upstream, history }: DeeperPorts,
  finality: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (const levels of LEVELS) {
    const tip = await storedTip(history, levels);
    const question = { tip, finality, mayBeShorter: () => true };
    const answer = await askTip(upstream, question, signal);
    const isDifferent =
      answer !== undefined &&
      isRefusal(answer.outcome) &&
      answer.outcome.code === "difference_below_final";
    if (!isDifferent) return false;
  }
  return true;
}
