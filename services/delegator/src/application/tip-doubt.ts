import type { Delegation } from "../domain/delegation.ts";
import type { TipChange } from "./tip-change.ts";
import type { Upstream } from "./upstream.ts";

export type CountDoubt = { readonly expected: number; readonly found: number };

export type Finalising = {
  readonly change: TipChange;
  /** The rows of the answer that is about to be taken over. */
  readonly rows: readonly Delegation[];
};

/**
 * A page cannot tell that a row is missing; a count can. Asked only for levels that become final, for those are never
 * asked for again; undefined when nothing speaks against them.
 */
export async function countDoubt(
  upstream: Upstream,
  { change, rows }: Finalising,
  signal: AbortSignal,
): Promise<CountDoubt | undefined> {
  const { before, after } = change.final;
  if (after === before) return undefined;
  const expected = await upstream.count({ levelAbove: before, levelMax: after }, signal);
  const found = rows.filter(({ level }) => level > before && level <= after).length;
  return expected === undefined || expected === found ? undefined : { expected, found };
}
