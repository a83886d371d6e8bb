import { randomBytes } from "node:crypto";

import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import {
  isErased,
  localTenantKeys,
  type Personal,
  type PersonalFields,
  personalFields,
  pii,
  Sealing,
  subjectKeys,
} from "@holdfast/erasure";
import { type Database, migrate, openDatabase } from "@holdfast/postgres";
import { postgresWrappedKeys, subjectKeyMigrations } from "@holdfast/postgres/erasure";
import { uuidV7Source } from "@holdfast/postgres/event-store";
import { testDatabase } from "@holdfast/postgres/testing";

/** A person joins and is renamed. */
export type MemberCommand = { readonly type: "Join" | "Rename"; readonly name: string };
/** What has happened to a member. */
export type MemberEvent = {
  readonly type: "Joined" | "Renamed";
  readonly memberId: string;
  readonly name: Personal<string>;
};
type State = { readonly name: Personal<string>; readonly renamed: number };

export const member: Decider<
  MemberCommand,
  State,
  MemberEvent,
  Refusal<"same_name">,
  { readonly memberId: string }
> = {
  initialState: () => ({ name: "", renamed: 0 }),
  decide({ type, name }, state, { memberId }) {
    if (name.startsWith("!")) throw new RangeError(`no such name: ${name}`);
    if (name === state.name) return refuse("same_name", "it is the same name");
    return [{ type: type === "Join" ? "Joined" : "Renamed", memberId, name }];
  },
  evolve: ({ renamed }, { name }) => ({ name, renamed: renamed + 1 }),
};

export const memberEvents = eventCatalogue<MemberEvent>({
  Joined: [{ schema: {} }],
  Renamed: [{ schema: {} }],
});

const marks = personalFields<MemberEvent>({
  Joined: { name: pii("memberId") },
  Renamed: { name: pii("memberId") },
});

/** A name as a read model shows it. */
export function shown(name: unknown): string {
  return isErased(name) ? "(erased)" : String(name);
}

const schema = "ledger";
const keysSchema = "ledger_keys";

/** What a kernel needs, with keys beside it. */
export async function openErasureStage() {
  await using held = new AsyncDisposableStack();
  const server = held.use(await testDatabase({ service: "ledger", schema, hasEventStore: true }));
  const url = server.adminUrl;
  await migrate({ url, service: "ledger", schema: keysSchema, ...subjectKeyMigrations });
  const open = (of: string): Database =>
    held.use(openDatabase({ url: of, applicationName: "test" }));
  const pools = { database: open(server.url), systemDatabase: open(server.systemUrl) };
  const admin = open(url);
  await admin.query({ text: "create table ledger.directory (member text primary key, name text)" });
  await admin.query({ text: "grant all on ledger.directory to ledger_system" });
  const wrapped = postgresWrappedKeys({ ...pools, schema: keysSchema });
  const tenantKeys = localTenantKeys(async () => [Buffer.alloc(32, 7)], randomBytes);
  const process = (more: readonly PersonalFields[] = []) => {
    const keys = subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs: Date.now });
    const newEventId = uuidV7Source(Date.now);
    const personal = [marks, ...more];
    return { keys, sealing: new Sealing({ personal, keys, randomBytes, newEventId }) };
  };
  const stop = held.move();
  return {
    ...pools,
    admin,
    adminUrl: url,
    schema,
    keysSchema,
    process,
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

/** Every row of every table of the services, as text; by queries, and as a dump has them. */
export async function everything(admin: Database): Promise<readonly string[]> {
  const text = `select format('%I.%I', schemaname, tablename) as name from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') order by 1`;
  const { rows } = await admin.query<{ name: string }>({ text });
  const found: string[] = [];
  for (const { name } of rows) {
    const all = await admin.query<{ row: string }>({
      text: `select t::text as row from ${name} as t`,
    });
    found.push(...all.rows.map(({ row }) => `${name}: ${row}`));
    const dump = await admin.transaction((tx) =>
      tx.copyOut(`copy ${name} to stdout`, async (chunks) => {
        const parts: Uint8Array[] = [];
        for await (const chunk of chunks) parts.push(chunk);
        return Buffer.concat(parts).toString("utf8");
      }),
    );
    found.push(`${name} dumped: ${dump}`);
  }
  return found;
}
