import type { Database } from "@holdfast/postgres";

/** How many keys a subject has, and how many of them were not destroyed yet. */
export type KeyCounts = { readonly keys: number; readonly living: number };

/** Counts the keys of one subject. */
export async function countKeys(
  database: Database,
  {
    keysSchema,
    tenant,
    subjectId,
  }: Readonly<Record<"keysSchema" | "tenant" | "subjectId", string>>,
): Promise<KeyCounts> {
  const text = `select count(*)::int as keys, count(wrapped_key)::int as living from ${keysSchema}.subject_keys
    where tenant_id = $1 and subject_id = $2`;
  const { rows } = await database.read<KeyCounts>({ text, values: [tenant, subjectId] });
  return rows[0] ?? { keys: 0, living: 0 };
}
