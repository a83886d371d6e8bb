import { schemaName } from "./schema-name.ts";

/** The statement that waits for other migrators of a schema, to the end of the session or of the transaction. */
export function migrationTurn(
  lock: "pg_advisory_lock" | "pg_advisory_xact_lock",
  schema: string,
): { readonly text: string; values: unknown[] } {
  return {
    text: `select ${lock}(hashtextextended('migrations of ' || $1, 0))`,
    values: [schemaName(schema)],
  };
}
