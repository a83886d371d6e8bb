import { randomUUID } from "node:crypto";

import { fingerprintOf } from "@holdfast/http/idempotency";
import { openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, expect, test } from "vitest";

import { postLedger } from "../src/adapters/postgres/post-ledger.ts";
import { SCHEMA } from "../src/schema.ts";
import { moved, opened, threeAccounts } from "./accounts-of.ts";
import { moving, posting } from "./ledger-stage.ts";
import { sql } from "./log-of.ts";
import {
  type Answer,
  type Caller,
  isReplayed,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
let other: Payments;
let caller: Caller;
beforeAll(async () => {
  surroundings = await openSurroundings();
  [payments, other] = await Promise.all([startPayments(surroundings), startPayments(surroundings)]);
  caller = await payments.caller();
});
afterAll(async () => {
  await Promise.all([payments[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
  await surroundings[Symbol.asyncDispose]();
});

/** What has to be the same when it is told again. */
const told = ({ status, text, headers }: Answer) => ({
  status,
  text,
  location: headers.get("location"),
  etag: headers.get("etag"),
});

/** Requests of every route that writes, in an order in which each is accepted. */
async function* everyWrite() {
  const { house, ann, bob } = await threeAccounts(caller);
  const account = { ledger: "USD", code: 1, normal_side: "credit", limit: "none" };
  yield ["/v1/accounts", { number: randomUUID(), ...account }] as const;
  const empty = `/v1/accounts/${await opened(caller)}`;
  yield [`${empty}/freeze`, { reason: "x" }] as const;
  yield [`${empty}/unfreeze`, { reason: "x" }] as const;
  yield [`${empty}/limits`, { reason: "x", min_available: "-5" }] as const;
  yield [`${empty}/close`, { reason: "x" }] as const;
  yield [`${empty}/reopen`, { reason: "x" }] as const;
  const pair = { debit_account: ann, credit_account: bob, amount: "10" };
  const metadata = { b: "2", a: "1", "7": "seven" };
  const description = "schön \u2028";
  yield ["/v1/transfers", { ...pair, metadata, description }] as const;
  const refused = { ...pair, amount: "999999" };
  yield ["/v1/transfers/batch", { transfers: [pair, refused, { ...pair, metadata }] }] as const;
  const [one, two] = [await held(ann, bob), await held(ann, bob)];
  yield [
    `/v1/transfers/${one}/post`,
    { amount: "4", effective_at: "2026-01-01T00:00:00Z" },
  ] as const;
  yield [`/v1/transfers/${two}/void`, { reason: "x" }] as const;
  const { id } = await moved(caller, [ann, bob], "10");
  yield [`/v1/transfers/${id}/reverse`, { amount: "3", reason: "x", force: true }] as const;
  const [vault, eve] = [
    await opened(caller, { ledger: "JPY", limit: "none" }),
    await opened(caller, { ledger: "JPY" }),
  ];
  const quote = {
    id: randomUUID(),
    sell: { currency: "USD", minor: "100" },
    buy: { currency: "JPY" },
    rate: "155.5",
    spread_bps: 100,
    sell_liquidity: house,
    buy_liquidity: vault,
  };
  yield ["/v1/fx/quotes", quote] as const;
  yield ["/v1/fx/conversions", { quote: quote.id, source: ann, destination: eve }] as const;
}

async function held(from: string, to: string): Promise<string> {
  const body = { debit_account: from, credit_account: to, amount: "10", pending: true };
  return (await caller.post("/v1/transfers", body)).json.id;
}

test("every route tells again what it told first, by any process, whatever has happened since", async () => {
  const elsewhere = await other.caller({ tenant: caller.tenant });
  const done: { path: string; body: object; key: string; first: Answer }[] = [];
  for await (const [path, body] of everyWrite()) {
    const key = randomUUID();
    const first = await caller.post(path, body, key);
    expect([path, first.status < 300, isReplayed(first)]).toEqual([path, true, false]);
    done.push({ path, body, key, first });
  }
  expect(done).toHaveLength(13);
  for (const { path, body, key, first } of done) {
    for (const each of [caller, elsewhere]) {
      const again = await each.post(path, body, `"${key}"`);
      expect([path, told(again), isReplayed(again)]).toEqual([path, told(first), true]);
    }
  }
});

test("ids that are made anew for each request are those of the first", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const key = randomUUID();
  const [first, again] = [
    await caller.post("/v1/transfers", body, key),
    await caller.post("/v1/transfers", body, key),
  ];
  expect(again.json.id).toBe(first.json.id);
  expect((await caller.post("/v1/transfers", body)).json.id).not.toBe(first.json.id);
});

test("blanks and the order of keys make no other request", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const key = randomUUID();
  const headers = { "content-type": "application/json" };
  const first = `{"debit_account":"${ann}","credit_account":"${bob}","amount":"1"}`;
  const again = `{ "amount": "1", "credit_account":"${bob}",\n"debit_account":"${ann}"}`;
  await caller.send("/v1/transfers", { body: first, key, headers });
  const answer = await caller.send("/v1/transfers", { body: again, key, headers });
  expect([answer.status, isReplayed(answer)]).toEqual([201, true]);
});

test("a key is for one request: others are refused, right or wrong", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const key = randomUUID();
  await caller.post("/v1/transfers", body, key);
  const others = [
    caller.post("/v1/transfers", { ...body, amount: "2" }, key),
    caller.post("/v1/transfers", { ...body, amount: "0" }, key),
    caller.post("/v1/transfers", { ...body, ledger: "XAU" }, key),
    caller.post("/v1/transfers/batch", { transfers: [body] }, key),
    caller.post(`/v1/accounts/${ann}/freeze`, { reason: "x" }, key),
  ];
  for (const answer of await Promise.all(others)) {
    expect([answer.status, answer.json.code]).toEqual([422, "idempotency_key_reused"]);
    expect(answer.json.retryable).toBe(false);
  }
});

test("what was refused has used up no key", async () => {
  const { house, ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1001" };
  const key = randomUUID();
  expect((await caller.post("/v1/transfers", body, key)).status).toBe(422);
  expect((await caller.post("/v1/transfers", { ...body, amount: "0" }, key)).status).toBe(400);
  await moved(caller, [house, ann], "1");
  const done = await caller.post("/v1/transfers", body, key);
  expect([done.status, isReplayed(done)]).toEqual([201, false]);
});

test("the same key of another tenant is another key, and whoever repeats needs the permission", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const key = randomUUID();
  await caller.post("/v1/transfers", body, key);
  const stranger = await payments.caller();
  expect((await stranger.post("/v1/transfers", body, key)).json.code).toBe("account_not_found");
  const { tenant } = caller;
  const reader = await payments.caller({ tenant, permissions: ["read:transfer"] });
  expect((await reader.post("/v1/transfers", body, key)).status).toBe(403);
});

test("two processes and one key at the same moment: one effect", async () => {
  const elsewhere = await other.caller({ tenant: caller.tenant });
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  for (let round = 0; round < 5; round += 1) {
    const key = randomUUID();
    const callers = [caller, elsewhere, caller, elsewhere];
    const answers = await Promise.all(callers.map((each) => each.post("/v1/transfers", body, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers.filter((each) => !isReplayed(each))).toHaveLength(1);
  }
  const [{ made } = {}] = await sql(
    surroundings.database,
    "select count(*)::int as made from payments.transfer where debit_account = $1",
    [ann],
  );
  expect(made).toBe(5);
});

test("what was accepted before a schema became stricter is told again", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const path = "/v1/transfers";
  const formerly = { from: ann, to: bob, amount: 5, currency: "XAU" };
  const key = randomUUID();
  await using database = openDatabase({ url: surroundings.database.url, applicationName: "test" });
  await using store = postgresEventStore({ database, schema: SCHEMA });
  const post = postLedger({ database, store, schema: SCHEMA });
  const command = posting(moving(ann, bob, { amount: 5n }));
  const fingerprint = fingerprintOf("POST", path, formerly);
  await post([{ tenant: caller.tenant, commandId: `key:${key}`, fingerprint, command }]);
  const again = await caller.post(path, formerly, key);
  expect([again.status, isReplayed(again)]).toEqual([201, true]);
  expect(again.json).toMatchObject({ amount: "5", balances: { credit: { posted: "5" } } });
  expect((await caller.post(path, formerly)).json.code).toBe("invalid_request");
});
