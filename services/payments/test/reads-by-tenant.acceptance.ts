import { randomUUID } from "node:crypto";

import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { accountHistory } from "../src/adapters/postgres/account-history.ts";
import { accountList } from "../src/adapters/postgres/account-list.ts";
import { accountReader } from "../src/adapters/postgres/account-reader.ts";
import { auditProofs } from "../src/adapters/postgres/audit-proofs.ts";
import { auditTrail } from "../src/adapters/postgres/audit-trail.ts";
import { effectiveHistory } from "../src/adapters/postgres/effective-history.ts";
import { eventFeed } from "../src/adapters/postgres/event-feed.ts";
import { paymentDoor } from "../src/adapters/postgres/payment-door.ts";
import { paymentList } from "../src/adapters/postgres/payment-list.ts";
import { paymentReader } from "../src/adapters/postgres/payment-reader.ts";
import { recallCommand } from "../src/adapters/postgres/recall-command.ts";
import { transferList } from "../src/adapters/postgres/transfer-list.ts";
import { transferReader } from "../src/adapters/postgres/transfer-reader.ts";
import { trialBalance } from "../src/adapters/postgres/trial-balance.ts";
import { verifyLedger } from "../src/adapters/postgres/verify-ledger.ts";
import type { LedgerCommand } from "../src/domain/ledger-command.ts";
import { SCHEMA } from "../src/schema.ts";
import { askedFor } from "./asked-for.ts";
import { withoutFunctionPredicates, withoutPolicies, withoutPredicates } from "./careless.ts";
import { type LedgerStage, moving, opening, openLedgerStage } from "./ledger-stage.ts";
import { twoAccounts } from "./two-accounts.ts";

let stage: LedgerStage;
/** A database in which the statements have lost their predicates on the way. */
let careless: Database;
/** Of work across tenants. */
let system: Database;
const held = new AsyncDisposableStack();
let mine: Awaited<ReturnType<typeof belongings>>;
let theirs: Awaited<ReturnType<typeof belongings>>;
beforeAll(async () => {
  stage = held.use(await openLedgerStage());
  const open = (url: string) => held.use(openDatabase({ url, applicationName: "test", max: 2 }));
  careless = withoutPredicates(open(stage.url));
  system = open(stage.systemUrl);
  mine = await belongings();
  theirs = await belongings();
});
afterAll(() => held.disposeAsync());

/** A new tenant that has one of everything, and what it is named by. */
async function belongings() {
  const { bank, ann, tenant } = await twoAccounts(stage);
  const [batch, number, payment] = [randomUUID(), randomUUID(), randomUUID()];
  const given = { tenant, commandId: randomUUID(), fingerprint: "this one" };
  const say = (command: LedgerCommand, commandId: string = randomUUID()) =>
    stage.door.execute({ ...given, commandId, command });
  await say(opening(randomUUID(), { number }));
  const noted = moving(bank, ann, { metadata: { a: "b" } });
  const items = [noted, moving(bank, ann)];
  await say({ type: "PostTransfers", batch, isAtomic: true, items }, given.commandId);
  await paymentDoorOver(stage.database).execute(askedFor(payment, { tenant, payer: ann }));
  await system.query({
    text: `insert into ${SCHEMA}.payment (tenant_id, id, payer, amount, currency, phase, attention_step,
        attention_reason, requested_at, changed_at)
      values ($1, $2, $3, 1, 'USD', 'waiting', 'rail', 'silent', now(), now())`,
    values: [tenant, payment, ann],
  });
  const { rows } = await stage.admin.query<{ position: bigint }>({
    text: `select position from ${SCHEMA}.events where tenant_id = $1 order by position limit 1`,
    values: [tenant],
  });
  const { position = 0n } = rows[0] ?? {};
  return { ...given, ann, batch, number, payment, transfer: noted.id, position };
}

/** The log over a database. */
function storeOver(database: Database) {
  return held.use(postgresEventStore({ database, schema: SCHEMA }));
}

function paymentDoorOver(database: Database) {
  return paymentDoor({ store: storeOver(database), nowMs: Date.now });
}

/** What is told of requests that were accepted before: the other tenant's, and its own. */
async function recalled(database: Database, tenant: string): Promise<readonly unknown[]> {
  const recall = recallCommand({ database, store: storeOver(database), schema: SCHEMA });
  const payments = paymentDoorOver(database);
  const told: unknown[] = [];
  for (const { commandId, fingerprint, payment, ann: payer } of [mine, theirs]) {
    told.push(await recall({ tenant, commandId, fingerprint }));
    told.push(await payments.recall(askedFor(payment, { tenant, payer })));
  }
  return told;
}

/** Proofs over a log of which nothing is signed: what is told of an event is whether the tenant has it. */
function proofsOver(database: Database) {
  return auditProofs({
    database,
    systemDatabase: system,
    schema: SCHEMA,
    notary: {
      inclusionProof: async () => "not_in_tree",
      consistencyProof: async () => "not_in_tree",
    },
    verifierKey: "",
    ensureSound: () => undefined,
  });
}

/** What a tenant is told that asks for everything, and by the ids of another one. */
async function everythingSeen(database: Database, tenant: string): Promise<string> {
  const page = { limit: 100 };
  const { ann, batch, number, transfer, position } = mine;
  const history = accountHistory(database, SCHEMA);
  const byEffect = effectiveHistory(database, SCHEMA);
  const accounts = accountList(database, SCHEMA);
  const transfers = transferList(database, SCHEMA);
  const feed = eventFeed(database, SCHEMA);
  const audit = auditTrail(database, SCHEMA);
  const account = accountReader(database, SCHEMA);
  const payments = paymentList(database, SCHEMA);
  const { signal } = new AbortController();
  const answers: readonly unknown[] = [
    await account.byId(tenant, ann),
    await account.byNumber(tenant, number),
    await transferReader(database, SCHEMA)(tenant, transfer),
    await payments(tenant, { max: 100 }),
    await payments(tenant, { state: "needs_attention", max: 100 }),
    await paymentReader(storeOver(database))(tenant, mine.payment),
    await recalled(database, tenant),
    await proofsOver(database).inclusion(tenant, position, 1),
    await verifyLedger(database, SCHEMA)(tenant, "USD", signal),
    await accounts(tenant, {}, page),
    await accounts(tenant, { ledger: "USD", code: 2_000, status: "open" }, page),
    await transfers(tenant, {}, page),
    await transfers(tenant, { account: ann }, page),
    await transfers(tenant, { batch }, page),
    await transfers(tenant, { metadata: { a: "b" } }, page),
    await history.statement(tenant, ann, page),
    await history.balances(tenant, ann),
    await history.balances(tenant, ann, "2190-01-01T00:00:00Z"),
    await byEffect.statement(tenant, ann, page),
    await byEffect.balance(tenant, ann),
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
  const seen = await everythingSeen(database, theirs.tenant);
  const { rows } = await stage.admin.query<{ id: string; tenant_id: string }>({
    text: `select id::text, tenant_id from ${SCHEMA}.account
      union all select id::text, tenant_id from ${SCHEMA}.transfer
      union all select event_id::text, tenant_id from ${SCHEMA}.events
      union all select id::text, tenant_id from ${SCHEMA}.payment`,
  });
  for (const { id, tenant_id } of rows) {
    expect([id, seen.includes(id)]).toEqual([id, tenant_id === theirs.tenant]);
  }
  return seen;
}

test("with policies and predicates a tenant sees what is its own", async () => {
  await nothingLeaks(stage.database);
});

test("what somebody else has asked for is not remembered, what was asked for oneself is", async () => {
  const replayed = { status: "replayed" };
  expect(await recalled(stage.database, theirs.tenant)).toMatchObject([
    undefined,
    undefined,
    replayed,
    replayed,
  ]);
});

test("by the policies alone: the statements have lost their predicates", async () => {
  const expected = await everythingSeen(stage.database, theirs.tenant);
  await withoutFunctionPredicates(stage.admin, async (names) => {
    expect(names).toEqual([
      "open_book",
      "position_before",
      "read_again",
      "version_at",
      "write_book",
      "write_kept",
    ]);
    expect(await nothingLeaks(careless)).toBe(expected);
  });
});

test("by the predicates alone: row-level security is off", async () => {
  const expected = await everythingSeen(stage.database, theirs.tenant);
  await withoutPolicies(stage.admin, async () => {
    expect(await nothingLeaks(stage.database)).toBe(expected);
  });
});

test("it is noticed when both are lost", async () => {
  await withoutPolicies(stage.admin, async () => {
    await expect(nothingLeaks(careless)).rejects.toThrow(/expected \[/u);
  });
});
