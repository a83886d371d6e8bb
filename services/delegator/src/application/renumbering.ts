import { type Upstream } from "./upstream.ts";

/** A stored row by which one recognises the upstream's numbering. */
export type Landmark = { readonly id: number; readonly hash: string };

export type Numbering = {
  /** Whether all rows have other ids than they had: the upstream was built anew and counted anew. */
  readonly isRenumbered: boolean;
  /** Ids under which the upstream has another operation, or none. */
  readonly differing: readonly number[];
};

export type NumberingQuestion = {
  /** The newest row of each year. */
  readonly landmarks: readonly Landmark[];
  readonly finalLevel: number;
  /** Rows up to the final level. */
  readonly rows: number;
};

/**
 * Asks for each landmark by its id. One row alone may just as well be wrong in itself, and an upstream that has lost its
 * data knows no id either: it counts as renumbered only when it knows none of the ids and still has as many rows.
 */
export async function askNumbering(
  upstream: Upstream,
  { landmarks, finalLevel, rows }: NumberingQuestion,
  signal: AbortSignal,
): Promise<Numbering> {
  const differing: number[] = [];
  for (const { id, hash } of landmarks) {
    const stretch = { levelMax: finalLevel, afterId: id - 1, beforeId: id + 1 };
    const page = await upstream.page(stretch, signal);
    if (page.rows[0]?.hash !== hash) differing.push(id);
  }
  const isSuspect = differing.length > 1 && differing.length === landmarks.length;
  const count = isSuspect ? await upstream.count({ levelMax: finalLevel }, signal) : undefined;
  return { isRenumbered: isSuspect && count === rows, differing };
}
