import type { AppendRefusal, EventStore } from "@holdfast/cqrs/event-store";
import { shred, type Shredded, type Shredding, type SubjectKeys } from "@holdfast/erasure";

import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";

/** Where somebody is erased from. */
export type PostgresEraserOptions = {
  /** As the `system` role. */
  readonly systemDatabase: Database;
  readonly keys: Pick<SubjectKeys, "destroy">;
  readonly store: Pick<EventStore, "append" | "readStream">;
  /** Of the log. */
  readonly schema: string;
  /** Of the keys. */
  readonly keysSchema: string;
};

/**
 * Erases people from a service; see `shred`. The row of a destroyed key stays without it. Its old version is cleared away by a
 * VACUUM, as far as no open transaction may still see it; disks, the WAL and backups keep the wrapped key for as long as they
 * keep anything, and it opens by the tenant's key alone.
 */
export function postgresEraser({
  systemDatabase,
  keys,
  store,
  ...schemas
}: PostgresEraserOptions): (shredding: Shredding) => Promise<Shredded | AppendRefusal> {
  const [schema, keysSchema] = [schemaName(schemas.schema), schemaName(schemas.keysSchema)];
  return (shredding) =>
    shred(shredding, {
      keys,
      store,
      async forgetSnapshots(tenant, keyIds) {
        const text = `select ${schema}.forget_snapshots($1, $2)`;
        await systemDatabase.query({ text, values: [tenant, keyIds] });
      },
      async scrub() {
        await systemDatabase.query({ text: `vacuum (truncate off) ${keysSchema}.subject_keys` });
      },
    });
}
