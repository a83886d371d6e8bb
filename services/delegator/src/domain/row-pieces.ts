import type { Delegation } from "./delegation.ts";

/** Rows that one event names: some 170 kB as they are stored, a sixth of what an event may have. */
export const ROWS_PER_EVENT = 500;

/** Rows as parts of no more than an event names, in their order. */
export function rowPieces(rows: readonly Delegation[]): readonly (readonly Delegation[])[] {
  const count = Math.ceil(rows.length / ROWS_PER_EVENT);
  return Array.from({ length: count }, (_, at) =>
    rows.slice(at * ROWS_PER_EVENT, (at + 1) * ROWS_PER_EVENT),
  );
}
