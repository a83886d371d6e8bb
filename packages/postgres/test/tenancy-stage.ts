import {
  type Database,
  openDatabase,
  type TenancyFinding,
  TenancyUnsafe,
  verifyTenancy,
} from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

/** A service whose database is safe, to be spoilt. */
export type TenancyStage = AsyncDisposable & {
  readonly server: TestDatabase;
  /** As its app role. */
  readonly app: Database;
  readonly admin: Database;
  /** Everything that is found, as the database is. */
  findings(database?: Database): Promise<readonly TenancyFinding[]>;
  sql(text: string): Promise<unknown>;
  /** What is found while a change is in force. */
  foundAfter(change: string, undo: string): Promise<readonly TenancyFinding[]>;
};

/** Opens the database of a service of its own: roles belong to the whole server, and here they are spoilt. */
export async function openTenancyStage(service: string): Promise<TenancyStage> {
  await using held = new AsyncDisposableStack();
  const scope = { service, schema: "vault" };
  const migrations = new URL("./tenancy-migrations/", import.meta.url);
  const server = held.use(await testDatabase({ ...scope, migrations, hasEventStore: true }));
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "test", max: 1 }));
  const [app, admin] = [open(server.url), open(server.adminUrl)];
  const findings = async (database = app): Promise<readonly TenancyFinding[]> => {
    try {
      await verifyTenancy(database, scope);
      return [];
    } catch (error) {
      if (error instanceof TenancyUnsafe) return error.findings;
      throw error;
    }
  };
  const sql = (text: string) => admin.query({ text });
  const disposal = held.move();
  return {
    server,
    app,
    admin,
    findings,
    sql,
    async foundAfter(change, undo) {
      await sql(change);
      try {
        return await findings();
      } finally {
        await sql(undo);
      }
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}
