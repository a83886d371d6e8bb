import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { postgresEventStore } from "../src/event-store/index.ts";
import { type Database, openDatabase, type Statement } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";
import { nothingIsSeen, type TenantStage } from "./tenants/program.ts";

const TABLES = ["log_head", "streams", "events", "commands", "snapshots"];
/** How often each way of keeping tenants apart is tried with every other one in force. */
const RUNS = { seed: 20261126, numRuns: 40 };

let server: TestDatabase;
let app: Database;
let system: Database;
let admin: Database;
beforeAll(async () => {
  server = await testDatabase({ service: "ledger", schema: "ledger", hasEventStore: true });
  app = openDatabase({ url: server.url, applicationName: "test", max: 4 });
  system = openDatabase({ url: server.systemUrl, applicationName: "test", max: 4 });
  admin = openDatabase({ url: server.adminUrl, applicationName: "test", max: 1 });
});
afterAll(async () => {
  for (const database of [app, system, admin]) await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function stageOver(database: Database): TenantStage & AsyncDisposable {
  const store = postgresEventStore({ database, schema: "ledger" });
  return {
    store,
    async head() {
      const text = "select position from ledger.log_head";
      return (await system.read<{ position: bigint }>({ text })).rows[0]?.position ?? 0n;
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

async function withoutPolicies(work: () => Promise<void>): Promise<void> {
  const say = (what: string) =>
    admin.query({
      text: TABLES.map((name) => `alter table ledger.${name} ${what} row level security`).join(";"),
    });
  await say("disable");
  try {
    await work();
  } finally {
    await say("enable");
  }
}

/** A database in which the predicate of a statement is lost on the way. */
function withoutPredicate(database: Database): Database {
  const lost = (statement: Statement): Statement => {
    const text = statement.text.replace(
      "and events.tenant_id = $3::uuid",
      "and $3::uuid is not null",
    );
    if (text === statement.text) return statement;
    return { ...statement, text, name: `${statement.name}_without` };
  };
  return {
    ...database,
    query: (statement) => database.query(lost(statement)),
    read: (statement) => database.read(lost(statement)),
    transaction: (work, options) =>
      database.transaction((tx) => work({ ...tx, query: (each) => tx.query(lost(each)) }), options),
    load: database.load,
  };
}

describe("whatever a tenant does, it sees what it would see alone", () => {
  test("with everything in force", async () => {
    await using stage = stageOver(app);
    await nothingIsSeen(stage, RUNS);
  });

  test("by the policies, where the statement has lost its predicate", async () => {
    await using stage = stageOver(withoutPredicate(app));
    await nothingIsSeen(stage, RUNS);
  });

  test("by the predicates alone, where row-level security is off", async () => {
    await withoutPolicies(async () => {
      await using stage = stageOver(app);
      await nothingIsSeen(stage, RUNS);
    });
  });

  test("by the predicates alone, as the role that sees every tenant", async () => {
    await using stage = stageOver(system);
    await nothingIsSeen(stage, RUNS);
  });
});

describe("the programs notice it", () => {
  test("when both predicate and policies are lost", async () => {
    await withoutPolicies(async () => {
      await using stage = stageOver(withoutPredicate(app));
      await expect(nothingIsSeen(stage, RUNS)).rejects.toThrow(/Property failed/u);
    });
  });

  // What the functions of the kernel read is kept apart by their predicates: no policy binds the kernel.
  test.each([
    ["read_stream", "events.tenant_id = wanted_tenant and", ""],
    ["find_commands", "commands.tenant_id = wanted_tenant and", ""],
    ["load_streams", "streams.tenant_id = w.tenant_id and", ""],
    ["load_streams", "events.tenant_id = w.tenant_id and", ""],
    ["load_streams", "snapshots.tenant_id = w.tenant_id and", ""],
    ["append_batch_after", "s.tenant_id = w.tenant_id and", ""],
    [
      "append_batch_after",
      "join ledger.commands as c on c.tenant_id = stream_tenant[command_stream[i]]\n        and",
      "join ledger.commands as c on",
    ],
  ])("when %s loses: %s", async (name, predicate, rest) => {
    const definition = await definitionOf(name);
    expect(definition).toContain(predicate);
    await admin.query({ text: definition.replaceAll(predicate, rest) });
    try {
      await using stage = stageOver(app);
      await expect(nothingIsSeen(stage, { ...RUNS, numRuns: 200 })).rejects.toThrow(
        /Property failed/u,
      );
    } finally {
      await admin.query({ text: definition });
    }
  });
});

/** The definition of the newest function of that name. */
async function definitionOf(name: string): Promise<string> {
  const text = `select pg_get_functiondef(oid) as definition from pg_proc
                where pronamespace = 'ledger'::regnamespace and proname = $1 order by pronargs desc limit 1`;
  const { rows } = await admin.query<{ definition: string }>({ text, values: [name] });
  return rows[0]?.definition ?? "";
}
