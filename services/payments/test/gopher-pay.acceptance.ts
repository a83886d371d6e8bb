import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { derivedId } from "../src/adapters/http/derived-id.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

const tenant = randomUUID();
let surroundings: Surroundings;
let service: Payments;
let operator: Caller;
beforeAll(async () => {
  surroundings = await openSurroundings();
  service = await startPayments(surroundings, { GOPHERPAY_TENANT: tenant });
  operator = await service.caller({ tenant });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

type Told = { readonly status: number; readonly body: unknown };

async function ask(path: string, body?: unknown): Promise<Told> {
  const sent = { method: "POST", headers: { "content-type": "application/json" } };
  const init =
    body === undefined
      ? {}
      : { ...sent, body: typeof body === "string" ? body : JSON.stringify(body) };
  const response = await fetch(`${service.url}/api/v1${path}`, init);
  return { status: response.status, body: await response.json() };
}

let made = 0;
async function account(amount: number, currency = "USD"): Promise<string> {
  made += 1;
  const number = `ACC${made}`;
  expect(await ask("/accounts", { number, amount, currency })).toMatchObject({ status: 200 });
  return number;
}

const transfer = (from: string, to: string, amount: unknown, currency = "USD"): Promise<Told> =>
  ask(`/accounts/${from}/transfer`, { from, to, amount, currency });

async function balance(number: string): Promise<unknown> {
  const { body } = await ask(`/accounts/${number}`);
  return body;
}

test("where there are no accounts the list is empty, and a list", async () => {
  expect(await ask("/accounts")).toEqual({ status: 200, body: [] });
});

test("the story of its README: open, move, show", async () => {
  expect(await ask("/accounts", { number: "ACC777", amount: 77_700, currency: "USD" })).toEqual({
    status: 200,
    body: { number: "ACC777", balance: "$777.00" },
  });
  expect(await ask("/accounts", { number: "ACC555", amount: 100_000, currency: "USD" })).toEqual({
    status: 200,
    body: { number: "ACC555", balance: "$1,000.00" },
  });
  expect(await transfer("ACC777", "ACC555", 10_000)).toEqual({
    status: 200,
    body: { message: "$100.00 transfered from ACC777 to ACC555" },
  });
  expect(await ask("/accounts/ACC777")).toEqual({
    status: 200,
    body: {
      number: "ACC777",
      balance: "$677.00",
      ledgers: [{ action: "Deposit, $777.00" }, { action: "Transfer to ACC555, $100.00" }],
    },
  });
  expect(await balance("ACC555")).toMatchObject({
    balance: "$1,100.00",
    ledgers: [{ action: "Deposit, $1,000.00" }, { action: "Transfer from ACC777, $100.00" }],
  });
});

test("accounts are listed in the order in which they were opened", async () => {
  const opened = [await account(100), await account(100), await account(100)];
  const { body } = await ask("/accounts");
  const numbers = Array.isArray(body) ? body.map(({ number }) => String(number)) : [];
  expect(numbers.filter((each) => opened.includes(each))).toEqual(opened);
});

test("a balance stays above nothing, and the one there would be is told", async () => {
  const [from, to] = [await account(1_000), await account(100)];
  expect(await transfer(from, to, 2_000)).toEqual({
    status: 422,
    body: {
      code: 422,
      message: `cannot send transfer from ${from} to ${to}: balance -$10.00 is not high enough`,
    },
  });
  expect(await transfer(from, to, 1_000)).toMatchObject({
    status: 422,
    body: {
      message: `cannot send transfer from ${from} to ${to}: balance $0.00 is not high enough`,
    },
  });
  expect(await transfer(from, to, 999)).toMatchObject({ status: 200 });
});

test("a negative amount steals nothing, nothing is not moved, and fractions are no amounts", async () => {
  const [from, to] = [await account(1_000), await account(1_000)];
  for (const amount of [-500, 0, 1.5, "500", 2 ** 53, null]) {
    expect(await transfer(from, to, amount)).toMatchObject({ status: 400, body: { code: 400 } });
  }
  expect(await balance(from)).toMatchObject({ balance: "$10.00" });
  expect(await balance(to)).toMatchObject({ balance: "$10.00" });
});

test("an unknown payee, or one in another currency, costs the payer nothing", async () => {
  const [from, euros] = [await account(1_000), await account(1_000, "EUR")];
  expect(await transfer(from, "ACC-nobody", 100)).toEqual({
    status: 404,
    body: { code: 404, message: "cannot retrieve account: account ACC-nobody is not found" },
  });
  expect(await transfer(from, euros, 100)).toMatchObject({
    status: 422,
    body: { message: `cannot receive money from ${from} to ${euros}: Currencies don't match` },
  });
  expect(await transfer(from, euros, 100, "EUR")).toMatchObject({
    body: { message: `cannot send transfer from ${from} to ${euros}: Currencies don't match` },
  });
  expect(await balance(from)).toMatchObject({ balance: "$10.00" });
});

test("an unknown payer is answered once, with one body", async () => {
  const to = await account(1_000);
  expect(await transfer("ACC-ghost", to, 100)).toEqual({
    status: 404,
    body: { code: 404, message: "cannot retrieve account: account ACC-ghost is not found" },
  });
  expect(await ask("/accounts/ACC-ghost")).toMatchObject({ status: 404 });
});

test("nobody sends money to themselves, nor from an account that the path does not name", async () => {
  const [from, to] = [await account(1_000), await account(1_000)];
  expect(await transfer(from, from, 100)).toMatchObject({
    status: 422,
    body: { message: `cannot transfer money to the same account: ${from}` },
  });
  const foreign = { from: to, to: from, amount: 100, currency: "USD" };
  expect(await ask(`/accounts/${from}/transfer`, foreign)).toMatchObject({ status: 400 });
  expect(await balance(to)).toMatchObject({ balance: "$10.00" });
});

test("a number is taken once, also when two ask for it at the same moment", async () => {
  const number = await account(1_000);
  expect(await ask("/accounts", { number, amount: 5_000, currency: "USD" })).toMatchObject({
    status: 409,
    body: { message: `cannot open account: account ${number} already exists` },
  });
  // Never "cannot deposit account …: Currencies don't match": nothing is deposited on an account of another currency.
  expect(await ask("/accounts", { number, amount: 1_000, currency: "EUR" })).toEqual({
    status: 409,
    body: { code: 409, message: `cannot open account: account ${number} already exists` },
  });
  expect(await balance(number)).toMatchObject({ balance: "$10.00" });
  const twice = { number: "ACC-race", amount: 300, currency: "USD" };
  const both = await Promise.all([ask("/accounts", twice), ask("/accounts", twice)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(await balance("ACC-race")).toMatchObject({ balance: "$3.00" });
});

test("a number is taken as well by an account that was opened with nothing", async () => {
  const number = await account(0);
  const takes = (amount: number): Promise<Told> =>
    ask("/accounts", { number, amount, currency: "USD" });
  expect([(await takes(0)).status, (await takes(500)).status]).toEqual([409, 409]);
  expect(await balance(number)).toEqual({ number, balance: "$0.00", ledgers: [] });
  const bare = { number: "ACC-bare", amount: 0, currency: "USD" };
  const both = await Promise.all([ask("/accounts", bare), ask("/accounts", bare)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
});

test("an opening that died before its money came is finished by the same request, and by no other", async () => {
  const number = "ACC-half";
  const half = {
    id: derivedId(tenant, `gopherpay opening ${number} with 500`),
    number,
    ledger: "USD",
    code: 2_000,
    normal_side: "credit",
    limit: "debits_must_not_exceed_credits",
    min_available: "1",
  };
  expect((await operator.post("/v1/accounts", half)).status).toBe(201);
  const opens = (amount: number): Promise<Told> =>
    ask("/accounts", { number, amount, currency: "USD" });
  for (const amount of [0, 300]) expect(await opens(amount)).toMatchObject({ status: 409 });
  expect(await opens(500)).toEqual({ status: 200, body: { number, balance: "$5.00" } });
  expect(await opens(500)).toMatchObject({ status: 409 });
  expect(await balance(number)).toMatchObject({ balance: "$5.00" });
});

test("an account does not begin below nothing, nor in a currency that is none", async () => {
  const wrong = [
    { number: "ACC-below", amount: -1, currency: "USD" },
    { number: "ACC-gold", amount: 100, currency: "XAU" },
    { number: "ACC-none", amount: 100, currency: "ABC" },
  ];
  for (const each of wrong) expect(await ask("/accounts", each)).toMatchObject({ status: 400 });
  expect(await ask("/accounts", "{")).toMatchObject({ status: 400, body: { code: 400 } });
});

test("what accounts begin with comes from the capital of the house: nothing is made", async () => {
  await account(12_345, "CHF");
  const capital = derivedId(tenant, "gopherpay capital CHF");
  const { json } = await operator.get(`/v1/accounts/${capital}`);
  expect(json.balances).toMatchObject({ currency: "CHF", posted: "-12345" });
});

test("transfers in both directions at the same time lose and make nothing", async () => {
  const [a, b] = [await account(100_000), await account(100_000)];
  const moves = Array.from({ length: 40 }, (_, at) =>
    at % 2 === 0 ? transfer(a, b, 100 + at) : transfer(b, a, 100 + at),
  );
  const outcomes = await Promise.all(moves);
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 200));
  expect(await balance(a)).toMatchObject({ balance: "$1,000.20" });
  expect(await balance(b)).toMatchObject({ balance: "$999.80" });
});

test("of transfers at the same moment each is decided on what the others left, and none is told of a conflict", async () => {
  const [from, to] = [await account(1_000), await account(100)];
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => transfer(from, to, 100)));
  const texts = outcomes.map(({ status, body }) => `${status} ${JSON.stringify(body)}`);
  const done = `200 {"message":"$1.00 transfered from ${from} to ${to}"}`;
  const why = `cannot send transfer from ${from} to ${to}: balance $0.00 is not high enough`;
  const refused = `422 {"code":422,"message":"${why}"}`;
  expect(texts.toSorted()).toEqual(
    Array.from({ length: 20 }, (_, at) => (at < 9 ? done : refused)),
  );
  expect(await balance(from)).toMatchObject({ balance: "$1.00" });
});

test("the page of its documentation leads to the service's document, which has its routes", async () => {
  const page = `${service.url}/api/v1/swagger/index.html`;
  const { status, headers } = await fetch(page, { redirect: "manual" });
  expect([status, headers.get("location")]).toEqual([302, "/openapi.json"]);
  const document: unknown = await (await fetch(page)).json();
  expect(document).toMatchObject({
    openapi: expect.stringMatching(/^3\.1\./u),
    paths: {
      "/api/v1/accounts": expect.anything(),
      "/api/v1/accounts/{number}": expect.anything(),
      "/api/v1/accounts/{number}/transfer": expect.anything(),
    },
  });
});

test("a line tells what was moved; of what was only held or released there is none", async () => {
  const [from, to] = [await account(1_000), await account(1_000)];
  const idOf = async (number: string): Promise<string> =>
    (await operator.get(`/v1/accounts/by-number/${number}`)).json.id;
  const sides = { debit_account: await idOf(from), credit_account: await idOf(to) };
  const hold = async (): Promise<string> =>
    (await operator.post("/v1/transfers", { ...sides, amount: "100", pending: true })).json.id;
  await hold();
  const voided = await operator.post(`/v1/transfers/${await hold()}/void`, { reason: "test" });
  const posted = await operator.post(`/v1/transfers/${await hold()}/post`, { amount: "70" });
  expect([voided.status, posted.status]).toEqual([201, 201]);
  expect(await balance(from)).toEqual({
    number: from,
    balance: "$9.30",
    ledgers: [{ action: "Deposit, $10.00" }, { action: `Transfer to ${to}, $0.70` }],
  });
  expect(await balance(to)).toMatchObject({
    ledgers: [{ action: "Deposit, $10.00" }, { action: `Transfer from ${from}, $0.70` }],
  });
});

test("after a restart everything is there", async () => {
  const number = await account(4_200);
  service.kill("SIGKILL");
  await service.exited;
  service = await startPayments(surroundings, { GOPHERPAY_TENANT: tenant });
  expect(await balance(number)).toMatchObject({ balance: "$42.00" });
});
