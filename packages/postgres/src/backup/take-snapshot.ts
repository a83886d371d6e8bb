import { escapeIdentifier } from "pg";

import type { Database } from "../database.ts";
import type { SqlSession } from "../sql-session.ts";
import { sqlState } from "../sql-state.ts";
import type { Transaction } from "../transaction.ts";
import { BackupRefused } from "./backup-refused.ts";
import { COPY_SETTINGS } from "./copy-settings.ts";
import { settledTransaction } from "./settled-transaction.ts";

/** Often enough for tables that are being replaced now and then. */
const ATTEMPTS_MAX = 5;

/**
 * Runs `take` on one state of the schema. Its tables are locked before the snapshot is taken, against truncation and
 * replacement, which a snapshot would not hide; reading and writing go on. Throws `BackupRefused` where that state cannot
 * be seen whole.
 */
export async function takeSnapshot<T>(
  database: Database,
  at: { readonly schema: string; readonly signal?: AbortSignal | undefined },
  take: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { schema, signal } = at;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const tables = await listTables(database, schema);
    checkTables(tables, schema);
    const taken = await settledTransaction(
      database,
      async (tx) => ((await freeze(tx, { schema, tables })) ? { value: await take(tx) } : "moved"),
      { isolation: "repeatable read", readOnly: true, ...(signal !== undefined && { signal }) },
    );
    if (taken !== "moved") return taken.value;
  }
  const detail = `the tables of ${schema} changed ${ATTEMPTS_MAX} times while they were being locked`;
  throw new BackupRefused("schema_busy", detail);
}

type Listed = {
  readonly id: bigint;
  readonly name: string;
  readonly kind: string;
  readonly isReadable: boolean;
  readonly isHidden: boolean;
};

/** `row_security_active` asks for this user: also of an owner, where the policies bind him too. */
const LIST = `
  select t.oid::int8 as id, t.relname::text as name, t.relkind::text as kind,
    has_schema_privilege(t.relnamespace, 'usage') and has_table_privilege(t.oid, 'select') as "isReadable",
    row_security_active(t.oid) as "isHidden"
  from pg_class t join pg_namespace n on n.oid = t.relnamespace
  where n.nspname = $1 and t.relkind in ('r', 'p', 'f', 'm')
  order by t.relname collate "C"`;

async function listTables(session: SqlSession, schema: string): Promise<readonly Listed[]> {
  return (await session.query<Listed>({ text: LIST, values: [schema] })).rows;
}

function checkTables(tables: readonly Listed[], schema: string): void {
  if (!tables.some(({ name }) => name === "migration")) {
    throw new BackupRefused("schema_unknown", `there is no migrated schema ${schema}`);
  }
  refuseAny("schema_unsupported", tables, ({ kind }) => kind !== "r");
  refuseAny("table_not_readable", tables, ({ isReadable }) => !isReadable);
  refuseAny("rows_hidden", tables, ({ isHidden }) => isHidden);
}

const TROUBLES = {
  schema_unsupported: "not plain tables",
  table_not_readable: "not to be read by this role",
  rows_hidden: "under policies that bind this role",
} as const;

function refuseAny(
  code: keyof typeof TROUBLES,
  tables: readonly Listed[],
  is: (table: Listed) => boolean,
): void {
  const names = tables.filter(is).map(({ name }) => name);
  if (names.length === 0) return;
  throw new BackupRefused(code, `${TROUBLES[code]}: ${names.join(", ")}`);
}

/** Locks the tables, then takes the snapshot; false if they are no longer the tables that were listed. */
async function freeze(
  tx: Transaction,
  { schema, tables }: { readonly schema: string; readonly tables: readonly Listed[] },
): Promise<boolean> {
  // With this off the server fails a query that would leave rows out, so that none is missing unnoticed.
  await tx.query({ text: `${COPY_SETTINGS} set local row_security = off;` });
  const names = tables.map(({ name }) => `${schema}.${escapeIdentifier(name)}`);
  try {
    // Neither this nor what was set takes a snapshot (PostgreSQL manual, LOCK).
    await tx.query({ text: `lock table ${names.join(", ")} in access share mode` });
  } catch (cause) {
    if (sqlState(cause) === UNDEFINED_TABLE) return false;
    if (sqlState(cause) !== LOCK_NOT_AVAILABLE) throw cause;
    throw new BackupRefused("schema_busy", `the tables of ${schema} are locked`, { cause });
  }
  const now = await listTables(tx, schema);
  checkTables(now, schema);
  return now.length === tables.length && now.every(({ id }, at) => id === tables[at]?.id);
}

const UNDEFINED_TABLE = "42P01";
const LOCK_NOT_AVAILABLE = "55P03";
