import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
import { attemptsOf, type LoggedEvent, sql } from "./log-of.ts";
import {
  callerOf,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
let accounts: Awaited<ReturnType<typeof threeAccounts>>;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});
beforeEach(async () => {
  caller = await payments.caller();
  accounts = await threeAccounts(caller);
});

const attempts = () => attemptsOf(surroundings.database, caller.tenant);

test("a no is one event with who wanted what, and no text that was sent", async () => {
  const { ann, bob } = accounts;
  const pair = { debit_account: ann, credit_account: bob };
  const secret = { description: "secret", metadata: { name: "secret" }, reason: "secret" };
  await caller.post("/v1/transfers", { ...pair, amount: "1001", ...secret });
  const [attempt, ...others] = await attempts();
  expect(others).toEqual([]);
  expect(attempt?.stream_id).toMatch(new RegExp(`^audit-${caller.tenant}-\\d{4}-\\d\\d-\\d\\d$`));
  expect(attempt).toMatchObject({
    type: "AttemptRefused",
    data: {
      actor: "ann",
      client: "development",
      action: "transfer.create",
      resource: `account:${ann}`,
      code: "insufficient_funds",
      amount: { $bigint: "1001" },
      currency: "USD",
    },
    meta: {
      actor: "ann",
      action: "transfer.create",
      commandId: expect.stringMatching(/^attempt:/),
    },
  });
  expect(JSON.stringify(attempt)).not.toContain("secret");
});

test("it leaves nothing else", async () => {
  const { ann, bob } = accounts;
  const kept = `select
    (select count(*)::int from payments.events where tenant_id = $1 and category <> 'audit') as events,
    (select count(*)::int from payments.commands where tenant_id = $1 and command_id like 'key:%') as keys,
    (select count(*)::int from payments.transfer where tenant_id = $1) as transfers`;
  const before = await sql(surroundings.database, kept, [caller.tenant]);
  const body = { debit_account: ann, credit_account: bob, amount: "1001" };
  expect((await caller.post("/v1/transfers", body)).status).toBe(422);
  expect(await sql(surroundings.database, kept, [caller.tenant])).toEqual(before);
});

test("409, 412, 422, a key used twice and what was refused in a batch are told, in their order", async () => {
  const { ann, bob } = accounts;
  const pair = { debit_account: ann, credit_account: bob };
  const id = randomUUID();
  const key = randomUUID();
  await caller.post("/v1/transfers", { id, ...pair, amount: "1" }, key);
  await caller.post("/v1/transfers", { id, ...pair, amount: "2" });
  await caller.send(`/v1/accounts/${ann}/freeze`, {
    body: { reason: "x" },
    headers: { "if-match": '"9.9"' },
  });
  await caller.post("/v1/transfers", { ...pair, amount: "2" }, key);
  await caller.post("/v1/transfers", { ...pair, amount: "nothing" }, key);
  const amounts = ["5000", "1", "6000"];
  await caller.post("/v1/transfers/batch", {
    transfers: amounts.map((amount, at) => ({
      ...pair,
      amount,
      ...(at === 1 && { linked: true }),
    })),
  });
  await caller.post(`/v1/transfers/${randomUUID()}/void`, { reason: "x" });
  await caller.post("/v1/fx/quotes", {
    sell: { currency: "USD", minor: "1" },
    buy: { currency: "JPY" },
    rate: "0.5",
    sell_liquidity: ann,
    buy_liquidity: ann,
  });
  const found = await attempts();
  const ofBatch = found.filter(({ data }) => data["action"] === "transfer.batch");
  expect(ofBatch.map(({ data }) => data["resource"])).toEqual([`account:${ann}`, `account:${ann}`]);
  expect(found.map(({ data }) => [data["action"], data["code"]])).toEqual([
    ["transfer.create", "exists_with_different_amount"],
    ["account.freeze", "version_conflict"],
    ["transfer.create", "idempotency_key_reused"],
    ["transfer.create", "idempotency_key_reused"],
    ["transfer.batch", "insufficient_funds"],
    ["transfer.batch", "insufficient_funds"],
    ["transfer.void", "pending_transfer_not_found"],
    ["quote.issue", "amount_too_small"],
  ]);
});

test("a 403 is told with the permission that is missing", async () => {
  const { tenant } = caller;
  const { ann, bob } = accounts;
  const reader = await payments.caller({ tenant, permissions: ["read:account", "write:transfer"] });
  const { json } = await reader.post("/v1/transfers", {
    debit_account: ann,
    credit_account: bob,
    amount: "1",
  });
  await reader.post(`/v1/accounts/${ann}/freeze?why=secret`, { reason: "secret" });
  await reader.get(`/v1/transfers/${json.id}`);
  await reader.post(`/v1/transfers/${json.id}/reverse`, { reason: "secret", force: true });
  const found = await attempts();
  expect(found.map(({ data }) => [data["action"], data["resource"], data["permission"]])).toEqual([
    ["POST /v1/accounts/:id/freeze", `/v1/accounts/${ann}/freeze`, "admin:account"],
    ["GET /v1/transfers/:id", `/v1/transfers/${json.id}`, "read:transfer"],
    ["transfer.reverse_forced", `/v1/transfers/${json.id}/reverse`, "force:transfer"],
  ]);
  expect(found.every(({ data }) => data["code"] === "forbidden")).toBe(true);
  expect(JSON.stringify(found)).not.toContain("secret");
});

test("400, 401, what is read in vain and what is told again are not", async () => {
  const { ann, bob } = accounts;
  await caller.post("/v1/transfers", { debit_account: ann, credit_account: bob, amount: "0" });
  await caller.post("/v1/transfers", {});
  await caller.send("/v1/transfers", { body: "{" });
  await callerOf(payments.url, caller.tenant, "none").post("/v1/transfers", {});
  await caller.get(`/v1/accounts/${randomUUID()}`);
  const key = randomUUID();
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  await caller.post("/v1/transfers", body, key);
  await caller.post("/v1/transfers", body, key);
  expect(await attempts()).toEqual([]);
});

test("what is accepted carries who, why and because of what", async () => {
  const { ann, bob } = accounts;
  const body = { debit_account: ann, credit_account: bob, amount: "1", reason: "ticket 4711" };
  const answer = await caller.post("/v1/transfers", body);
  const [, trace] = answer.headers.get("traceresponse")?.split("-") ?? [];
  const [event] = await sql<LoggedEvent>(
    surroundings.database,
    "select type, stream_id, data, meta from payments.events where stream_id = $1",
    [`transfer-${answer.json.id}`],
  );
  expect(event?.meta).toMatchObject({
    actor: "ann",
    client: "development",
    action: "transfer.create",
    reason: "ticket 4711",
    correlationId: trace,
    traceparent: answer.headers.get("traceresponse"),
  });
  await caller.post(`/v1/accounts/${ann}/freeze`, { reason: "court order" });
  const [frozen] = await sql<LoggedEvent>(
    surroundings.database,
    "select type, stream_id, data, meta from payments.events where stream_id = $1 and version = 2",
    [`account-${ann}`],
  );
  expect(frozen).toMatchObject({
    type: "AccountFrozen",
    data: { reason: "court order" },
    meta: { actor: "ann", action: "account.freeze", reason: "court order" },
  });
});

test("whatever the ledger refuses is counted by code, alone and in batches, once", async () => {
  const { ann, bob } = accounts;
  const pair = { debit_account: ann, credit_account: bob };
  const before = await refusalsOf(payments);
  await caller.post("/v1/transfers", { ...pair, amount: "5000" });
  const transfers = [
    { ...pair, amount: "1" },
    { ...pair, amount: "5000" },
    { ...pair, amount: "6000", linked: true },
    { ...pair, amount: "1" },
    { ...pair, amount: "1", credit_account: randomUUID() },
  ];
  const key = randomUUID();
  for (const _ of [1, 2]) {
    expect((await caller.post("/v1/transfers/batch", { transfers }, key)).status).toBe(200);
  }
  await caller.post("/v1/transfers/batch", { transfers, atomic: true });
  const after = await refusalsOf(payments);
  const counted = Object.keys(after).map((code) => [
    code,
    (after[code] ?? 0) - (before[code] ?? 0),
  ]);
  expect(Object.fromEntries(counted.filter(([, count]) => count !== 0))).toEqual({
    account_not_found: 1,
    insufficient_funds: 4,
    linked_event_failed: 1,
  });
});

/** How often each code was refused so far. */
async function refusalsOf({ url }: Payments): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(/^payments_refusals_total\{.*code="(\w+)".*\} (\d+)$/gmu);
  return Object.fromEntries(lines.map(([, code, count]) => [code, Number(count)]));
}
