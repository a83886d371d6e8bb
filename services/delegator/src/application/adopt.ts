import { evolveAll } from "@holdfast/cqrs";

import { chainSync } from "../domain/chain-sync.ts";
import { catchingUp, loadingMirror } from "./backfill.ts";
import { decided } from "./decided.ts";
import type { HistoryReader, HistoryWriter } from "./history.ts";

/**
 * Begins the stream of a mirror that is older than its log: with what is there, as if it had just caught up. A load that
 * was under way is thrown away, since nothing tells of its first pages.
 */
export async function adopt(history: HistoryReader & HistoryWriter): Promise<void> {
  const state = await history.state();
  if (state.isTold || state.mode === "empty") return;
  const absent = chainSync.initialState();
  const { chainId, finalLevel } = state;
  if (state.mode === "backfill") {
    const reason = "the load is older than the log";
    const loading = loadingMirror(state, [], undefined);
    await history.reset(decided(loading, { type: "DiscardLoad", reason }));
    return;
  }
  const started = decided(absent, { type: "Start", chainId: chainId ?? "", finalLevel });
  const { above, events } = catchingUp(evolveAll(chainSync, absent, started), state);
  const caughtUp = [...started, ...events(await history.rowsAbove(above))];
  const stopped = { type: "ConfirmDivergence", level: finalLevel } as const;
  const diverged =
    state.mode === "diverged" ? decided(evolveAll(chainSync, absent, caughtUp), stopped) : [];
  await history.adopt([...caughtUp, ...diverged]);
}
