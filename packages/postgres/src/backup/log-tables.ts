import type { SchemaShape } from "./schema-shape.ts";

type Tables = Pick<SchemaShape, "tables">;

/** Whether the event store is in this schema. */
export function hasLog(shape: Tables): boolean {
  return hasTable(shape, "log_head", ["position"]) && hasTable(shape, "events", ["leaf"]);
}

/** Whether the checkpoints of subscriptions are. */
export function hasSubscriptions(shape: Tables): boolean {
  return hasTable(shape, "subscriptions", ["owner", "lease_until", "epoch"]);
}

/** Whether the signed checkpoints of the log are. */
export function hasTreeHeads(shape: Tables): boolean {
  return hasTable(shape, "tree_heads", ["size", "note"]);
}

function hasTable({ tables }: Tables, name: string, columns: readonly string[]): boolean {
  const found = tables.find((table) => table.name === name);
  return columns.every((column) => found?.columns.some((each) => each.name === column));
}
