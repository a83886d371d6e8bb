import { backfill, type BackfillPorts, catchingUp, loadingMirror } from "./backfill.ts";
import { fetchOpening } from "./opening.ts";

/**
 * Loads the history anew beside the one that is served, and lets it take its place in one transaction. Resumes what an
 * earlier term began.
 */
export async function rebuild(
  beside: Omit<Required<BackfillPorts>, "isPaced">,
  { finality }: { readonly finality: number },
  signal: AbortSignal,
): Promise<void> {
  // A shadow's keys are all the indexes that the served history has: more than a page could pay for.
  const ports = { ...beside, isPaced: false };
  const { upstream, history, tell } = ports;
  const { mode } = await history.state();
  if (mode !== "ranked") {
    tell({ type: "RebuildStarted" });
    await backfill(ports, await fetchOpening(upstream, finality, signal), signal);
  }
  const loaded = await history.state();
  await history.complete(catchingUp(loadingMirror(loaded, [], ports.served), loaded));
  tell({ type: "HistoryReplaced" });
}
