import { BackupRefused } from "./backup-refused.ts";
import type { Manifest, SavedTable } from "./manifest.ts";
import type { SchemaShape, TableShape } from "./schema-shape.ts";

/**
 * Throws `BackupRefused` unless the migrated schema has each table of the backup with the same columns, whatever their
 * order, and each sequence. A table that the backup does not have stays as it is.
 */
export function checkShape(
  saved: Pick<Manifest, "tables" | "sequences">,
  shape: Pick<SchemaShape, "tables" | "sequences">,
): void {
  const byName = new Map(shape.tables.map((table) => [table.name, table]));
  const problems = [
    ...saved.tables.flatMap((table) => problemOf(table, byName.get(table.name))),
    ...saved.sequences
      .filter(({ name }) => !shape.sequences.includes(name))
      .map(({ name }) => `no migration makes the sequence ${name}`),
  ];
  if (problems.length > 0) throw new BackupRefused("schema_differs", problems.join("; "));
}

function problemOf(saved: SavedTable, found: TableShape | undefined): readonly string[] {
  if (found === undefined) return [`no migration makes the table ${saved.name}`];
  const [then, now] = [columnsOf(saved), columnsOf(found)];
  if (then === now) return [];
  return [`${saved.name} has the columns ${now} instead of ${then}`];
}

function columnsOf({ columns }: TableShape): string {
  return columns
    .map(({ name, type }) => `${name} ${type}`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(", ");
}
