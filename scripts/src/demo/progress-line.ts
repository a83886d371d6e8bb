import { count, thousands } from "./in-words.ts";
import type { SyncProgress } from "./sync-progress.ts";

const BAR_WIDTH = 30;
const PHASES: Readonly<Record<SyncProgress["phase"], string>> = {
  starting: "looking at the chain",
  loading: "loading",
  indexing: "every page is served by rank; building the search indexes",
  auditing: "auditing against the chain",
  live: "audited: the mirror equals the chain",
  diverged: "mirror and chain differ: nothing is written until they agree again",
};

function bar(part: number): string {
  const full = Math.round(part * BAR_WIDTH);
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)}`;
}

/** One line about the sync for the terminal; `now` in milliseconds since 1970. */
export function progressLine(progress: SyncProgress, now: number): string {
  const { phase, done, total, since, resumedFrom, requests } = progress;
  if (phase !== "loading" || total === 0) return PHASES[phase];
  const seconds = since === undefined ? 0 : Math.max(0, now - since) / 1000;
  const rate = seconds > 0 ? Math.round((done - resumedFrom) / seconds) : 0;
  const percent = `${Math.floor((100 * done) / total)}%`.padStart(4);
  return `${bar(done / total)}${percent}  ${thousands(done)} of ${thousands(total)}  ${thousands(rate)}/s  ${count(requests, "request")}`;
}
