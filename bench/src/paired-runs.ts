import { median } from "./statistics.ts";

/** Two ways of doing the same work; each run gives its figure, for instance rows per second. */
export type Rivals = {
  readonly ours: () => Promise<number>;
  readonly theirs: () => Promise<number>;
};

export type Pair = { readonly ours: number; readonly theirs: number };

/**
 * Runs both ways in turn, and the other one first each time: what drifts while the bench runs (heat, cache,
 * a neighbour) then weighs on both alike.
 */
export async function pairedRuns(pairs: number, rivals: Rivals): Promise<readonly Pair[]> {
  const results: Pair[] = [];
  for (let at = 0; at < pairs; at += 1) {
    if (at % 2 === 0) {
      const ours = await rivals.ours();
      results.push({ ours, theirs: await rivals.theirs() });
    } else {
      const theirs = await rivals.theirs();
      results.push({ ours: await rivals.ours(), theirs });
    }
  }
  return results;
}

/** The median of ours to theirs within each pair: one disturbed pair does not move it. */
export function medianRatio(pairs: readonly Pair[]): number {
  return median(pairs.map(({ ours, theirs }) => ours / theirs));
}
