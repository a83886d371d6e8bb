import type { Destroyed, Destruction, WrappedKey, WrappedKeys } from "@holdfast/erasure";

import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { Transaction } from "../transaction.ts";

/** Where the keys are, and who may do what. */
export type PostgresWrappedKeysOptions = {
  /** As the `app` role: finds and makes keys, tenant by tenant, under row-level security. */
  readonly database: Database;
  /** As the `system` role: destroys them. */
  readonly systemDatabase: Database;
  /** The schema that `subjectKeyMigrations` were applied to. */
  readonly schema: string;
};

type Row = {
  readonly keyId: string;
  readonly subjectId: string;
  readonly version: number;
  readonly wrapped: string | null;
};

const COLUMNS = `key_id as "keyId", subject_id as "subjectId", key_version as "version", wrapped_key as "wrapped"`;

/** The keys of subjects in PostgreSQL. Notifications on `<schema>_destroyed` end the caches of other processes. */
export function postgresWrappedKeys(options: PostgresWrappedKeysOptions): WrappedKeys {
  const { database, systemDatabase } = options;
  const schema = schemaName(options.schema);
  const table = `${schema}.subject_keys`;
  const newest = (tx: Transaction, values: readonly unknown[], version = "") =>
    tx.query<Row>({
      text: `select ${COLUMNS} from ${table}
             where tenant_id = $1 and subject_id = $2 ${version} order by key_version desc limit 1`,
      values,
    });
  return {
    newest: ({ tenant, subjectId }) =>
      asTenant(database, tenant, async (tx) => {
        const [row] = (await newest(tx, [tenant, subjectId])).rows;
        return row === undefined ? undefined : keyOf(row);
      }),
    add: (tenant, { keyId, subjectId, version, wrapped }) =>
      asTenant(database, tenant, async (tx) => {
        const text = `insert into ${table} (tenant_id, subject_id, key_version, key_id, wrapped_key)
                      values ($1, $2, $3, $4, $5) on conflict (tenant_id, subject_id, key_version) do nothing`;
        await tx.query({ text, values: [tenant, subjectId, version, keyId, wrapped] });
        // Another one may have been quicker; then it has committed by now.
        const [row] = (await newest(tx, [tenant, subjectId, version], "and key_version = $3")).rows;
        if (row === undefined) throw new RangeError("a key that was just made is not there");
        return keyOf(row);
      }),
    find: (tenant, keyIds) =>
      asTenant(database, tenant, async (tx) => {
        const text = `select ${COLUMNS} from ${table} where tenant_id = $1 and key_id = any($2::uuid[])`;
        const values = [tenant, keyIds.filter((keyId) => UUID.test(keyId))];
        return (await tx.query<Row>({ text, values })).rows.map(keyOf);
      }),
    destroy: (destruction) => systemDatabase.transaction((tx) => destroy(tx, schema, destruction)),
    watch: (onDestroyed, signal) =>
      database.listen(`${schema}_destroyed`, {
        onNotify: () => onDestroyed(),
        // What was notified while nobody listened is lost.
        onListening: () => onDestroyed(),
        signal,
      }),
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function asTenant<T>(
  database: Database,
  tenant: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.query({ text: "select set_config('app.tenant_id', $1, true)", values: [tenant] });
    return work(tx);
  });
}

function keyOf({ wrapped, ...key }: Row): WrappedKey {
  return { ...key, wrapped: wrapped ?? undefined };
}

/** All of it is one transaction: whoever dies in it has destroyed nothing. */
async function destroy(
  tx: Transaction,
  schema: string,
  { tenant, subjectId, keyId, alongside, at }: Destruction,
): Promise<Destroyed> {
  const table = `${schema}.subject_keys`;
  // Waits for whoever is making the first key, and then finds it.
  const marked = await tx.query({
    text: `insert into ${table} (tenant_id, subject_id, key_version, key_id, destroyed_at)
           values ($1, $2, 1, $3, $4) on conflict (tenant_id, subject_id, key_version) do nothing`,
    values: [tenant, subjectId, keyId, at],
  });
  const blank = async (subject: string): Promise<number> => {
    const text = `update ${table} set wrapped_key = null, destroyed_at = $3
                  where tenant_id = $1 and subject_id = $2 and destroyed_at is null`;
    return (await tx.query({ text, values: [tenant, subject, at] })).rowCount;
  };
  const blanked = await blank(subjectId);
  const isFirst = marked.rowCount + blanked > 0;
  if (isFirst) await blank(alongside);
  const { rows } = await tx.query<Row>({
    text: `select ${COLUMNS} from ${table} where tenant_id = $1 and subject_id = $2 order by key_version`,
    values: [tenant, subjectId],
  });
  await tx.query({ text: "select pg_notify($1, '')", values: [`${schema}_destroyed`] });
  const keyIds = rows.map((row) => row.keyId);
  return { reference: keyIds[0] ?? keyId, keyIds, isFirst };
}
