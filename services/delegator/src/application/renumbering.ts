import type { Upstream } from "./upstream.ts";

/** A stored row by which one recognises the upstream's numbering. */
export type Landmark = {
  readonly id: number;
  readonly hash: string;
  readonly counter: number;
  readonly nonce: number;
};

export type Numbering = {
  /** Whether operations have other ids than they had: the upstream was built anew and counted anew. */
  readonly isRenumbered: boolean;
  /** Ids under which the upstream has another operation, or none. */
  readonly differing: readonly number[];
};

/**
 * Asks for each landmark by its id, and for one that is not found there by its hash: an operation that has another id
 * now was renumbered. An upstream that has lost its data, or a row that is wrong in itself, is known by neither.
 */
export async function askNumbering(
  upstream: Upstream,
  landmarks: readonly Landmark[],
  signal: AbortSignal,
): Promise<Numbering> {
  const differing: Landmark[] = [];
  for (const landmark of landmarks) {
    const { id, hash } = landmark;
    const page = await upstream.page({ afterId: id - 1, beforeId: id + 1 }, signal);
    if (page.rows.at(0)?.hash !== hash) differing.push(landmark);
  }
  let isRenumbered = false;
  for (const landmark of differing) {
    isRenumbered ||= await hasMoved(upstream, landmark, signal);
  }
  return { isRenumbered, differing: differing.map(({ id }) => id) };
}

async function hasMoved(
  upstream: Upstream,
  { id, hash, counter, nonce }: Landmark,
  signal: AbortSignal,
): Promise<boolean> {
  const known = await upstream.operation(hash, signal);
  const found = known.find((row) => row.counter === counter && row.nonce === nonce);
  return found !== undefined && found.id !== id;
}
