import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { backUp, type BackUpOptions, restore, type RestoreOptions } from "../src/backup/index.ts";
import { eventStoreMigrations } from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const LEDGER = { service: "ledger", schema: "ledger" };
const directory = new URL("./backup-migrations/", import.meta.url);

/** A database, a door to it for whoever owns everything, and a folder for backups. */
export type BackupStage = AsyncDisposable & {
  readonly server: TestDatabase;
  readonly admin: Database;
  readonly folder: string;
  /** Backs up what is there under a name in the folder. */
  readonly backUp: (name: string, options?: Partial<BackUpOptions>) => ReturnType<typeof backUp>;
  /** Restores such a backup into this database. */
  readonly restore: (path: string, options?: Partial<RestoreOptions>) => ReturnType<typeof restore>;
};

/** A migrated schema, or a database without it. */
export async function openBackupStage(
  schema: "migrated" | "missing" = "migrated",
): Promise<BackupStage> {
  await using held = new AsyncDisposableStack();
  const server = held.use(
    await testDatabase({ ...LEDGER, hasEventStore: true, migrations: directory }),
  );
  const admin = held.use(openDatabase({ url: server.adminUrl, applicationName: "test" }));
  const folder = held.use(await temporaryFolder(0o700));
  if (schema === "missing") await admin.query({ text: "drop schema ledger cascade" });
  const kept = held.move();
  return {
    server,
    admin,
    folder: folder.path,
    backUp: (name, options = {}) =>
      backUp({
        url: server.adminUrl,
        ...LEDGER,
        directory: join(folder.path, name),
        ...options,
      }),
    restore: (path, options = {}) =>
      restore({
        url: server.adminUrl,
        directory: path,
        migrations: [eventStoreMigrations, { directory }],
        ...options,
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Every row of every table, and where each sequence stands, as texts that can be compared. */
export async function contentOf(
  database: Database,
  schema = "ledger",
): Promise<Readonly<Record<string, readonly string[]>>> {
  // How many numbers of a sequence lie ready in the log of the server is nobody's business.
  const relations = await database.query<{ name: string; columns: string }>({
    text: `select quote_ident(relname) as name,
             case relkind when 'S' then 't.last_value, t.is_called' else 't.*' end as columns
           from pg_class
           where relkind in ('r', 'S') and relnamespace = $1::regnamespace order by 1`,
    values: [schema],
  });
  const content: Record<string, readonly string[]> = {};
  for (const { name, columns } of relations.rows) {
    const from = `${schema}.${name}`;
    const text = `select row(${columns})::text as row from ${from} as t order by 1`;
    content[name] = (await database.query<{ row: string }>({ text })).rows.map(({ row }) => row);
  }
  return content;
}

/** What is in the folder, in the order of names. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** How many things there are in the schema; 0 as well if there is no such schema. */
export async function sizeOfSchema(database: Database, schema = "ledger"): Promise<number> {
  const text = `select from pg_class where relnamespace =
    (select oid from pg_namespace where nspname = $1)`;
  return (await database.query({ text, values: [schema] })).rowCount;
}
