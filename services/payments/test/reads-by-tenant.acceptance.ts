import { randomUUID } from "node:crypto";

import { type Database, openDatabase, type Statement, type Transaction } from "@holdfast/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import { accountList } from "../src/adapters/postgres/account-list.ts";
import { auditTrail } from "../src/adapters/postgres/audit-trail.ts";
import { eventFeed } from "../src/adapters/postgres/event-feed.ts";
import { transferList } from "../src/adapters/postgres/transfer-list.ts";
import { trialBalance } from "../src/adapters/postgres/trial-balance.ts";
import { SCHEMA } from "../src/schema.ts";
import { type LedgerStage, moving, openLedgerStage, posting } from "./ledger-stage.ts";
import { twoAccounts } from "./two-accounts.ts";

const TABLES = ["account", "transfer", "transfer_note", "failed_attempt", "quote", "events"];
const PREDICATE = /(?:\w+\.)?tenant_id = \$1/gu;

let stage: LedgerStage;
/** A database in which the statements have lost their predicates on the way. */
let careless: Database;
const held = new AsyncDisposableStack();
let mine: Awaited<ReturnType<typeof twoAccounts>> & { readonly batch: string };
let theirs: string;
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
  const open = (url: string) => held.use(openDatabase({ url, applicationName: "test", max: 2 }));
  careless = withoutPredicates(open(stage.url));
  const batch = randomUUID();
  const accounts = await twoAccounts(stage);
  const { bank, ann, tenant } = accounts;
  const items = [moving(bank, ann, { metadata: { a: "b" } }), moving(bank, ann)];
  const command = { type: "PostTransfers", batch, isAtomic: true, items } as const;
  await stage.door.execute({ tenant, commandId: randomUUID(), command });
  mine = { ...accounts, batch };
  const other = await twoAccounts(stage);
  theirs = other.tenant;
  const move = posting(moving(other.bank, other.ann));
  await stage.door.execute({ tenant: theirs, commandId: randomUUID(), command: move });
});
afterAll(() => held.disposeAsync());

function withoutPredicates(database: Database): Database {
  const lost = (statement: Statement): Statement => ({
    ...statement,
    text: statement.text.replaceAll(PREDICATE, "$1::uuid is not null"),
    ...(statement.name !== undefined && { name: `${statement.name}_without` }),
  });
  const careless = (tx: Transaction): Transaction => ({
    ...tx,
    query: (statement) => tx.query(lost(statement)),
  });
  return {
    query: (statement) => database.query(lost(statement)),
    read: (statement) => database.read(lost(statement)),
    transaction: (work, options) => database.transaction((tx) => work(careless(tx)), options),
    listen: (channel, options) => database.listen(channel, options),
    load: database.load,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

async function withoutPolicies(work: () => Promise<void>): Promise<void> {
  const say = (what: string) =>
    stage.admin.query({
      text: TABLES.map((name) => `alter table ${SCHEMA}.${name} ${what} row level security`).join(
        ";",
      ),
    });
  await say("disable");
  try {
    await work();
  } finally {
    await say("enable");
  }
}

/** What a tenant is told that asks for everything, and by the ids of another one. */
async function everythingSeen(database: Database, tenant: string): Promise<string> {
  const page = { limit: 100 };
  const { ann, batch } = mine;
  const history = accountHistory(database, SCHEMA);
  const accounts = accountList(database, SCHEMA);
  const transfers = transferList(database, SCHEMA);
  const feed = eventFeed(database, SCHEMA);
  const audit = auditTrail(database, SCHEMA);
  const answers: readonly unknown[] = [
    await accounts(tenant, {}, page),
    await accounts(tenant, { ledger: "USD", code: 2_000, status: "open" }, page),
    await transfers(tenant, {}, page),
    await transfers(tenant, { account: ann }, page),
    await transfers(tenant, { batch }, page),
    await transfers(tenant, { metadata: { a: "b" } }, page),
    await history.statement(tenant, ann, page),
    await history.balances(tenant, ann),
    await history.balances(tenant, ann, "2190-01-01T00:00:00Z"),
    await trialBalance(database, SCHEMA)(tenant, "USD"),
    await feed.read(tenant, {}, { after: 0n, limit: 100 }),
    await feed.end(tenant),
    await audit(tenant, {}, page),
    await audit(tenant, { resource: `account:${ann}` }, page),
  ];
  return JSON.stringify(answers, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value instanceof Map ? [...value] : value,
  );
}

/** The ids of one tenant are nowhere in what the other is told, and its own are. */
async function nothingLeaks(database: Database): Promise<string> {
  const seen = await everythingSeen(database, theirs);
  const { rows } = await stage.admin.query<{ id: string; tenant_id: string }>({
    text: `select id::text, tenant_id from ${SCHEMA}.account
      union all select id::text, tenant_id from ${SCHEMA}.transfer
      union all select event_id::text, tenant_id from ${SCHEMA}.events`,
  });
  for (const { id, tenant_id } of rows) {
    expect([id, seen.includes(id)]).toEqual([id, tenant_id === theirs]);
  }
  return seen;
}

test("with policies and predicates a tenant sees what is its own", async () => {
  await nothingLeaks(stage.database);
});

test("by the policies alone: the statements have lost their predicates", async () => {
  expect(await nothingLeaks(careless)).toBe(await everythingSeen(stage.database, theirs));
});

test("by the predicates alone: row-level security is off", async () => {
  const expected = await everythingSeen(stage.database, theirs);
  await withoutPolicies(async () => {
    expect(await nothingLeaks(stage.database)).toBe(expected);
  });
});

test("it is noticed when both are lost", async () => {
  await withoutPolicies(async () => {
    await expect(nothingLeaks(careless)).rejects.toThrow(/expected \[/u);
  });
});
