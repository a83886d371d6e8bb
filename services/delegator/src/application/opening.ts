import type { DelegationPage } from "../domain/delegation-page.ts";
import type { StartedPlan } from "./plan-backfill.ts";
import type { Tip } from "./tip.ts";
import type { Upstream } from "./upstream.ts";

/** The newest page, fetched before anything else so that page 1 is right within a second. */
export type Opening = Tip & {
  /** Newest final rows in ascending order. */
  readonly rows: DelegationPage;
  /** What to load, where it was asked for at the same time. */
  readonly plan?: Promise<StartedPlan> | undefined;
};

/** `finality` is the number of blocks on top of a block that make it final. */
export async function fetchOpening(
  upstream: Upstream,
  finality: number,
  signal: AbortSignal,
): Promise<Opening> {
  return openingAt(await findTip(upstream, finality, signal), upstream, signal);
}

/** Asks where the chain ends. */
export async function findTip(
  upstream: Upstream,
  finality: number,
  signal: AbortSignal,
): Promise<Tip> {
  const { chainId, level } = await upstream.head(signal);
  return { chainId, headLevel: level, finalLevel: Math.max(0, level - finality) };
}

/** Fetches the newest final rows of a tip. */
export async function openingAt(
  tip: Tip,
  upstream: Upstream,
  signal: AbortSignal,
): Promise<Opening> {
  const { rows } = await upstream.newest(tip.finalLevel, signal);
  return { ...tip, rows };
}
