import type { AppendRefusal, EventStore } from "@holdfast/cqrs/event-store";
import {
  shred,
  type Shredded,
  type Shredding,
  type SubjectAddress,
  type SubjectKeys,
} from "@holdfast/erasure";

import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { Result } from "../result.ts";

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

/** Subjects that are looked at in one question. */
const PAGE = 100;

/**
 * Finishes what died between the destruction of a key and the event that tells of it: read models still show what is erased.
 * Returns how many there were. To be run at each start: `openKernel({ …, unfinishedErasures })`.
 */
export function unfinishedErasures(options: PostgresEraserOptions): () => Promise<number> {
  const [schema, keysSchema] = [schemaName(options.schema), schemaName(options.keysSchema)];
  const erase = postgresEraser(options);
  // The keys of commands are no subject's.
  const text = `select k.tenant_id::text as tenant, k.subject_id as "subjectId"
    from ${keysSchema}.subject_keys as k
    where k.key_version = 1 and k.destroyed_at is not null and k.subject_id <> '$commands'
      and (k.tenant_id, k.subject_id) > ($1::uuid, $2)
      and not exists (select from ${schema}.events as e
        where e.tenant_id = k.tenant_id and e.stream_id = 'erasure-' || k.key_id::text)
    order by k.tenant_id, k.subject_id limit ${PAGE}`;
  return async () => {
    let finished = 0;
    let last: SubjectAddress | undefined = { tenant: NO_TENANT, subjectId: "" };
    while (last !== undefined) {
      const values: readonly unknown[] = [last.tenant, last.subjectId];
      const { rows }: Result<SubjectAddress> = await options.systemDatabase.read<SubjectAddress>({
        text,
        values,
      });
      for (const subject of rows) {
        const done = await erase(subject);
        if ("status" in done) finished += 1;
      }
      last = rows.at(-1);
    }
    return finished;
  };
}

/** Before all others. */
const NO_TENANT = "00000000-0000-0000-0000-000000000000";
