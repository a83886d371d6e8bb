import type { Delegation } from "../domain/delegation.ts";
import type { Upstream } from "./upstream.ts";

/** The newest page, fetched before anything else so that page 1 is right within a second. */
export type Opening = {
  readonly chainId: string;
  readonly headLevel: number;
  readonly finalLevel: number;
  /** Newest final rows in ascending order. */
  readonly rows: readonly Delegation[];
};

/** `finality` is the number of blocks on top of a block that make it final. */
export async function fetchOpening(
  upstream: Upstream,
  finality: number,
  signal: AbortSignal,
): Promise<Opening> {
  const head = await upstream.head(signal);
  const finalLevel = Math.max(0, head.level - finality);
  const { rows } = await upstream.newest(finalLevel, signal);
  return { chainId: head.chainId, headLevel: head.level, finalLevel, rows: [...rows] };
}
