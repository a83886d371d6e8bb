import { BackupRefused } from "./backup-refused.ts";
import type { SchemaShape, TableShape } from "./schema-shape.ts";

/** What nothing can be built anew from once it is gone. */
const NO_CACHES: ReadonlySet<string> = new Set([
  "migration",
  "log_head",
  "streams",
  "events",
  "commands",
  "subscriptions",
  "parked",
  "timers",
  "tree_heads",
  "tree_tiles",
]);

/** The tables but for some that are left out. Throws `BackupRefused` for one that is no cache, or that is not there. */
export function whatIsKept(
  { tables, foreignKeys }: Pick<SchemaShape, "tables" | "foreignKeys">,
  leaveOut: readonly string[],
): readonly TableShape[] {
  const left = new Set(leaveOut);
  for (const name of left) {
    const isNeeded = foreignKeys.some(({ table, refers }) => refers === name && !left.has(table));
    const isThere = tables.some((table) => table.name === name);
    if (isThere && !isNeeded && !NO_CACHES.has(name)) continue;
    const reason = isThere ? "is needed by the rest" : "is no table of the schema";
    throw new BackupRefused("may_not_be_left_out", `${name} ${reason}`);
  }
  return tables.filter(({ name }) => !left.has(name));
}
