import { type ChainSyncState, DEEPEST_LEVELS, MARGIN_LEVELS } from "../domain/chain-sync-state.ts";
import type { HistoryReader } from "./history.ts";

/** The newest levels as they are stored, and so many below the final one; all that is ever compared of a diverged one. */
export async function storedTip(
  history: HistoryReader,
  marginLevels = MARGIN_LEVELS,
): Promise<ChainSyncState> {
  const { mode, chainId, headLevel: head, finalLevel: final } = await history.state();
  const phase = mode === "diverged" ? "diverged" : "following";
  const floor = Math.max(0, final - (phase === "diverged" ? DEEPEST_LEVELS : marginLevels));
  const window = { head, final, floor, rows: await history.rowsAbove(floor) };
  return { lead: { epoch: 0, leader: null }, mirror: { phase, chainId: chainId ?? "", window } };
}
