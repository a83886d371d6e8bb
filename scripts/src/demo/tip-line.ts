import { count, thousands } from "./in-words.ts";
import { progressLine } from "./progress-line.ts";
import type { SyncProgress } from "./sync-progress.ts";

/** One line about the end of the chain for the terminal; `now` in milliseconds since 1970. */
export function tipLine(progress: SyncProgress, now: number): string {
  const { phase, done, tip } = progress;
  if (phase !== "live") return progressLine(progress, now);
  if (tip.head === 0) return "waiting for the next block";
  const lag = Math.max(0, now - tip.advancedAt) / 1000;
  return [
    `head ${thousands(tip.head)}`,
    `final ${thousands(tip.final)}`,
    `lag ${lag.toFixed(1)} s`,
    `${thousands(done)} rows (+${tip.added})`,
    count(tip.reorgs, "reorg"),
    `${tip.retracted} retracted`,
    `hub ${tip.isHubConnected ? "on" : "off"}`,
  ].join("  ");
}
