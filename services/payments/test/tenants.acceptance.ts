import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { moved, opened, threeAccounts } from "./accounts-of.ts";
import { operationsOf } from "./operations-of.ts";
import { pay } from "./paying.ts";
import {
  type Answer,
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
let owner: Caller;
let stranger: Caller;
/** What belongs to the owner. */
let theirs: Record<string, string>;
/** What belongs to nobody, by the same names. */
let nobodys: Record<string, string>;
/** What belongs to the stranger. */
let own: Awaited<ReturnType<typeof threeAccounts>>;

beforeAll(async () => {
  surroundings = await openSurroundings();
  // A rail that is never there: a payment is asked for, and waits.
  payments = await startPayments(surroundings, { RAIL_URL: "http://127.0.0.1:1" });
  [owner, stranger] = [await payments.caller(), await payments.caller()];
  own = await threeAccounts(stranger);
  theirs = await belongings();
  nobodys = Object.fromEntries(Object.keys(theirs).map((name) => [name, randomUUID()]));
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

async function belongings(): Promise<Record<string, string>> {
  const { house, ann, bob } = await threeAccounts(owner);
  const number = randomUUID();
  const account = await opened(owner, { number });
  const transfer = (await moved(owner, [ann, bob], "1")).id;
  const pair = { debit_account: ann, credit_account: bob, amount: "1" };
  const hold = (await owner.post("/v1/transfers", { ...pair, pending: true })).json.id;
  const quote = await owner.post("/v1/fx/quotes", {
    sell: { currency: "USD", minor: "100" },
    buy: { currency: "EUR" },
    rate: "1",
    sell_liquidity: house,
    buy_liquidity: house,
  });
  await opened(owner, { code: 1_100, number: "CLEARING-USD" });
  const payment = await pay({ caller: owner, house, payer: ann, clearing: "" }, "NL00");
  const { event } = (await owner.get("/v1/audit")).json.data[0];
  return { account, number, transfer, hold, quote: quote.json.id, payment, event };
}

/** One answer without what names the request and what it asked for. */
function normal({ status, text }: Answer, ids: Record<string, string>): string {
  const named = Object.entries(ids).reduce((all, [name, id]) => all.replaceAll(id, name), text);
  return `${status} ${named.replaceAll(/"(?:instance|trace_id)":"[^"]*"/g, "")}`;
}

const reason = { reason: "x" };

type Request = readonly [method: "GET" | "POST", path: string, body: object | undefined];

/** Requests about something with an id, or some other name, of every route that has one. */
const ABOUT: readonly Request[] = [
  ["GET", "/v1/accounts/{account}", undefined],
  ["GET", "/v1/accounts/by-number/{number}", undefined],
  ["POST", "/v1/accounts/{account}/freeze", reason],
  ["POST", "/v1/accounts/{account}/unfreeze", reason],
  ["POST", "/v1/accounts/{account}/close", reason],
  ["POST", "/v1/accounts/{account}/reopen", reason],
  ["POST", "/v1/accounts/{account}/limits", reason],
  ["GET", "/v1/transfers/{transfer}", undefined],
  ["POST", "/v1/transfers", { debit_account: "{account}", credit_account: "{bob}", amount: "1" }],
  ["POST", "/v1/transfers", { debit_account: "{ann}", credit_account: "{account}", amount: "1" }],
  [
    "POST",
    "/v1/transfers",
    {
      debit_account: "{ann}",
      credit_account: "{bob}",
      amount: "1",
      conditions: [{ account: "{account}", account_version: "0" }],
    },
  ],
  [
    "POST",
    "/v1/transfers/batch",
    {
      atomic: true,
      transfers: [{ debit_account: "{ann}", credit_account: "{account}", amount: "1" }],
    },
  ],
  ["POST", "/v1/transfers/{hold}/post", {}],
  ["POST", "/v1/transfers/{hold}/void", reason],
  ["POST", "/v1/transfers/{transfer}/reverse", { ...reason, force: true }],
  ["POST", "/v1/fx/conversions", { quote: "{quote}", source: "{ann}", destination: "{bob}" }],
  ["GET", "/v1/accounts/{account}/statement", undefined],
  ["GET", "/v1/accounts/{account}/statement?by=effective", undefined],
  ["GET", "/v1/accounts/{account}/balances", undefined],
  ["GET", "/v1/accounts/{account}/balances?as_of=2190-01-01T00:00:00Z", undefined],
  ["GET", "/v1/accounts/{account}/balances?by=effective", undefined],
  ["GET", "/v1/audit/proofs/inclusion?event={event}", undefined],
  ["GET", "/v1/payments/{payment}", undefined],
  ["POST", "/v1/payments/{payment}/resume", reason],
  ["POST", "/v1/payments/{payment}/resolve", { ...reason, outcome: "settled" }],
  [
    "POST",
    "/v1/payments",
    {
      account: "{account}",
      amount: "1",
      currency: "USD",
      creditor: { name: "Ada Lovelace", account: "NL00" },
      debtor: { name: "Charles Babbage", account: "GB00" },
    },
  ],
];

/** What tells of much at a time, also where another tenant's ids are asked for. */
const LISTS = [
  "/v1/accounts",
  "/v1/transfers",
  "/v1/transfers?account={account}",
  "/v1/payments",
  "/v1/payments?state=needs_attention",
  "/v1/ledgers/USD/trial-balance",
  "/v1/ledgers/USD/trial-balance?verify=true",
  "/v1/events",
  "/v1/audit",
  "/v1/audit?resource=account:{account}",
  "/v1/audit/checkpoints",
  "/v1/audit/proofs/consistency?from=1&to=1000000",
];

/** What makes something, under any id, and finds nothing. */
const MAKING: readonly Request[] = [
  ["POST", "/v1/accounts", undefined],
  ["POST", "/v1/fx/quotes", undefined],
];

/** A text with ids in the place of their names. */
function filled(text: string, ids: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
}

test("every route is in one of these tables", async () => {
  const listing = LISTS.map((path): Request => ["GET", path, undefined]);
  const tested = [...ABOUT, ...listing, ...MAKING].map(
    ([method, path]) =>
      `${method.toLowerCase()} ${path.replace(/\?.*/u, "").replace("/USD/", "/{}/")}`,
  );
  const nameless = (route: string): string => route.replaceAll(/\{\w*\}/gu, "{}");
  const routes = [...(await operationsOf(payments.url)).keys()];
  expect(new Set(tested.map(nameless))).toEqual(new Set(routes.map(nameless)));
});

test.each(ABOUT)("%s %s %j: another tenant's is nobody's", async (method, path, body) => {
  const ask = (ids: Record<string, string>) => {
    const named = { ...own, ...ids };
    const sent =
      body === undefined ? {} : { body: JSON.parse(filled(JSON.stringify(body), named)) };
    return stranger.send(filled(path, named), { method, ...sent });
  };
  const [foreign, unknown] = [await ask(theirs), await ask(nobodys)];
  expect(foreign.status).toBe(404);
  expect(normal(foreign, theirs)).toBe(normal(unknown, nobodys));
});

test.each(LISTS)("%s tells somebody who has nothing of nothing", async (path) => {
  const newcomer = await payments.caller();
  const [foreign, unknown] = [
    await newcomer.get(filled(path, theirs)),
    await newcomer.get(filled(path, nobodys)),
  ];
  expect([foreign.status, unknown.status]).toEqual(
    path.includes("/proofs/") ? [404, 404] : [200, 200],
  );
  const known = Object.values({ ...theirs, ...own });
  expect(known.filter((id) => foreign.text.includes(id))).toEqual([]);
  expect(foreign.json.data ?? []).toEqual(unknown.json.data ?? []);
});

test("a number, an account's id and a transfer's id may be used by two tenants", async () => {
  const { account = "", number = "", transfer: id = "" } = theirs;
  const body = { id: account, number, ledger: "EUR", code: 1, normal_side: "debit", limit: "none" };
  expect((await stranger.post("/v1/accounts", body)).status).toBe(201);
  const other = { id, debit_account: own.house, credit_account: own.bob, amount: "7" };
  expect((await stranger.post("/v1/transfers", other)).status).toBe(201);
  expect((await owner.get(`/v1/transfers/${id}`)).json).toMatchObject({ amount: "1" });
  expect((await owner.get(`/v1/accounts/${account}`)).json).toMatchObject({ ledger: "USD" });
});

test("requests of two tenants in the same batches keep to their own", async () => {
  const { house, ann } = await threeAccounts(owner);
  const rounds = Array.from({ length: 40 }, () =>
    Promise.all([
      moved(owner, [house, ann], "1"),
      moved(stranger, [own.house, own.ann], "1"),
      stranger.post("/v1/transfers", { debit_account: house, credit_account: ann, amount: "1" }),
    ]),
  );
  const strange = (await Promise.all(rounds)).map(([, , { json }]) => json.code);
  expect(new Set(strange)).toEqual(new Set(["account_not_found"]));
  expect((await owner.get(`/v1/accounts/${ann}`)).json.balances.posted).toBe("1040");
  expect((await stranger.get(`/v1/accounts/${own.ann}`)).json.balances.posted).toBe("1040");
});
