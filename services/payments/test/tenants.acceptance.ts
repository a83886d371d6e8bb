import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { moved, opened, threeAccounts } from "./accounts-of.ts";
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
  payments = await startPayments(surroundings);
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
  return { account, number, transfer, hold, quote: quote.json.id };
}

/** One answer without what names the request and what it asked for. */
function normal({ status, text }: Answer, ids: Record<string, string>): string {
  const named = Object.entries(ids).reduce((all, [name, id]) => all.replaceAll(id, name), text);
  return `${status} ${named.replaceAll(/"(?:instance|trace_id)":"[^"]*"/g, "")}`;
}

const reason = { reason: "x" };

test.each([
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
])("%s %s %j: another tenant's is nobody's", async (method, path, body) => {
  const ask = (ids: Record<string, string>) => {
    const filled = (text: string) =>
      text.replaceAll(/\{(\w+)\}/g, (_, name: string) => ({ ...own, ...ids })[name] ?? name);
    const sent = body === undefined ? {} : { body: JSON.parse(filled(JSON.stringify(body))) };
    return stranger.send(filled(path), { method, ...sent });
  };
  const [foreign, unknown] = [await ask(theirs), await ask(nobodys)];
  expect(foreign.status).toBe(404);
  expect(normal(foreign, theirs)).toBe(normal(unknown, nobodys));
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
