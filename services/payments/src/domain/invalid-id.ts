import { refuse } from "@holdfast/cqrs";

import type { LedgerRefusal } from "./ledger-refusal.ts";

/** Others use them for "none" and "any". */
const RESERVED: ReadonlySet<string> = new Set([
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
]);

/** Makes sure that something new may have an id. In capitals it would be a second text for one and the same uuid. */
export function invalidId(id: string): LedgerRefusal | undefined {
  if (!RESERVED.has(id) && id === id.toLowerCase()) return undefined;
  return refuse("invalid_id", `nothing can have the id ${id}`, { id });
}
