import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { moved, opened, threeAccounts } from "./accounts-of.ts";
import {
  type Caller,
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let payments: Payments;
let caller: Caller;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
  caller = await payments.caller();
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

test("an account is opened, found under both names, and opened again as it is", async () => {
  const number = `ACC-${randomUUID()}`;
  const body = { number, ledger: "USD", code: 2_000, normal_side: "credit", limit: "none" };
  const answer = await caller.post("/v1/accounts", body);
  expect(answer.status).toBe(201);
  const { id } = answer.json;
  expect(answer.headers.get("location")).toBe(`/v1/accounts/${id}`);
  expect(answer.headers.get("etag")).toBe('"1.0"');
  expect(answer.json).toMatchObject({
    number,
    status: "open",
    balances: { currency: "USD", exponent: 2, posted: "0", available: "0", pending: "0" },
  });
  const byId = await caller.get(`/v1/accounts/${id.toUpperCase()}`);
  const byNumber = await caller.get(`/v1/accounts/by-number/${number}`);
  expect([byId.status, byId.text, byNumber.text]).toEqual([200, answer.text, answer.text]);
  expect(byId.headers.get("etag")).toBe('"1.0"');
  expect((await caller.post("/v1/accounts", { id, ...body })).status).toBe(200);
});

test("a transfer tells what both accounts hold after it", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const id = randomUUID();
  const answer = await caller.post("/v1/transfers", {
    id: id.toUpperCase(),
    debit_account: ann.toUpperCase(),
    credit_account: bob,
    amount: "300",
    effective_at: "2026-11-26T12:00:00+02:00",
    description: "rent",
    metadata: { order: "4711", "10": "ten" },
  });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("location")).toBe(`/v1/transfers/${id}`);
  const usd = { currency: "USD", exponent: 2 };
  expect(answer.json).toMatchObject({
    id,
    kind: "posted",
    debit_account: ann,
    amount: "300",
    ledger: "USD",
    exponent: 2,
    effective_at: "2026-11-26T10:00:00.000Z",
    metadata: { order: "4711" },
    balances: {
      debit: { account: ann, ...usd, posted: "700", available: "700", pending: "700" },
      credit: { account: bob, ...usd, posted: "300", available: "300", pending: "300" },
    },
  });
  const read = await caller.get(`/v1/transfers/${id}`);
  expect(read.json).toEqual({ ...answer.json, reversed: "0" });
});

test("the same transfer under another key is answered as it is, 200", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { id: randomUUID(), debit_account: ann, credit_account: bob, amount: "300" };
  const first = await caller.post("/v1/transfers", body);
  await moved(caller, [ann, bob], "1");
  const second = await caller.post("/v1/transfers", body);
  expect([second.status, second.text]).toEqual([200, first.text]);
  expect(second.headers.get("idempotent-replayed")).toBeNull();
});

test("a hold is posted in part, and cannot be voided then", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "600", pending: true };
  const held = await caller.post("/v1/transfers", { ...body, timeout_s: 60 });
  expect(held.json).toMatchObject({
    kind: "pending",
    timeout_s: 60,
    balances: { debit: { posted: "1000", available: "400", pending: "400" } },
  });
  const hold = held.json.id;
  const posted = await caller.post(`/v1/transfers/${hold}/post`, { amount: "250" });
  expect(posted.status).toBe(201);
  expect(posted.json).toMatchObject({
    kind: "post",
    pending_id: hold,
    amount: "250",
    balances: { debit: { posted: "750", available: "750" } },
  });
  const voided = await caller.post(`/v1/transfers/${hold}/void`, { reason: "late" });
  expect([voided.status, voided.json.code]).toEqual([409, "pending_transfer_already_posted"]);
  expect((await caller.get(`/v1/transfers/${hold}`)).json).toMatchObject({
    resolution: { kind: "posted", by: posted.json.id, amount: "250" },
  });
});

test("money is taken back in parts, and by force only from whoever has not got it", async () => {
  const { house, ann, bob } = await threeAccounts(caller);
  const { id } = await moved(caller, [ann, bob], "300");
  const part = await caller.post(`/v1/transfers/${id}/reverse`, {
    amount: "100",
    reason: "broken",
  });
  expect(part.json).toMatchObject({ kind: "reversal", reverses: id, reason: "broken" });
  await moved(caller, [bob, house], "200");
  const rest = { reason: "fraud" };
  const short = await caller.post(`/v1/transfers/${id}/reverse`, rest);
  expect([short.status, short.json.code]).toEqual([422, "insufficient_funds"]);
  expect(short.json.params).toEqual({
    account: bob,
    available: "0",
    required: "200",
    currency: "USD",
  });
  const forced = await caller.post(`/v1/transfers/${id}/reverse`, { ...rest, force: true });
  expect(forced.json).toMatchObject({ balances: { debit: { posted: "-200" } } });
});

test("a batch tells of each transfer by itself, of a single one as well", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const pair = { debit_account: ann, credit_account: bob };
  const transfers = [
    { ...pair, amount: "10", linked: true },
    { ...pair, amount: "5000" },
    { ...pair, amount: "20" },
  ];
  const answer = await caller.post("/v1/transfers/batch", { transfers });
  expect(answer.status).toBe(200);
  expect(answer.json.results).toMatchObject([
    { status: "refused", problem: { code: "linked_event_failed" } },
    {
      status: "refused",
      problem: { code: "insufficient_funds", params: { available: "990", required: "5000" } },
    },
    { status: "created", transfer: { amount: "20", balances: { debit: { posted: "980" } } } },
  ]);
  const single = await caller.post("/v1/transfers/batch", {
    transfers: [{ ...pair, amount: "5000" }],
  });
  expect([single.status, single.json.results[0].status]).toEqual([200, "refused"]);
  const atomic = await caller.post("/v1/transfers/batch", {
    atomic: true,
    transfers: transfers.slice(1).toReversed(),
  });
  expect([atomic.status, atomic.json.code]).toEqual([422, "insufficient_funds"]);
  expect(atomic.json.errors).toMatchObject([{ in: "body", pointer: "/transfers/1" }]);
});

test("a thousand transfers are one batch", async () => {
  const { house, bob } = await threeAccounts(caller);
  const transfers = Array.from({ length: 1_000 }, () => ({
    debit_account: house,
    credit_account: bob,
    amount: "1",
  }));
  const answer = await caller.post("/v1/transfers/batch", { transfers });
  expect(answer.json.results).toHaveLength(1_000);
  expect(answer.json.results.at(-1)).toMatchObject({
    transfer: { balances: { credit: { posted: "1000" } } },
  });
});

test("as much is moved as there is room for", async () => {
  const { house, ann } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: house, amount: "max", balancing: "debit" };
  expect((await caller.post("/v1/transfers", body)).json).toMatchObject({ amount: "1000" });
});

test("conditions are looked at just before", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = { debit_account: ann, credit_account: bob, amount: "1" };
  const rich = { account: ann, balance: "available", is: "gt", amount: "1000" };
  const poor = await caller.post("/v1/transfers", { ...body, conditions: [rich] });
  expect([poor.status, poor.json.code]).toEqual([422, "condition_failed"]);
  expect(poor.json.params).toEqual({ account: ann, balance: "available", actual: "1000" });
  const seen = { account: ann, account_version: "1" };
  expect((await caller.post("/v1/transfers", { ...body, conditions: [seen] })).status).toBe(201);
  expect((await caller.post("/v1/transfers", { ...body, conditions: [seen] })).status).toBe(422);
});

test("what is decided about an account needs a reason, and the account as it was seen", async () => {
  const { house, ann, bob } = await threeAccounts(caller);
  const path = `/v1/accounts/${ann}`;
  const tag = (await caller.get(path)).headers.get("etag") ?? "";
  expect(tag).toBe('"1.1"');
  await moved(caller, [ann, bob], "1");
  const body = { reason: "court order" };
  const stale = await caller.send(`${path}/freeze`, { body, headers: { "if-match": tag } });
  expect([stale.status, stale.json.code]).toEqual([412, "version_conflict"]);
  const frozen = await caller.send(`${path}/freeze`, { body, headers: { "if-match": '"1.2"' } });
  expect([frozen.status, frozen.json.status]).toEqual([200, "frozen"]);
  expect(frozen.headers.get("etag")).toBe('"2.2"');
  const pair = { debit_account: ann, credit_account: house, amount: "1" };
  expect((await caller.post("/v1/transfers", pair)).json.code).toBe("account_frozen");
  expect((await caller.post(`${path}/unfreeze`, body)).json.status).toBe("open");
  const limits = { reason: "credit", min_available: "-500" };
  expect((await caller.post(`${path}/limits`, limits)).json).toMatchObject({
    min_available: "-500",
    limit: "debits_must_not_exceed_credits",
  });
  await moved(caller, [ann, house], "1499");
  expect((await caller.post(`${path}/close`, body)).json.code).toBe("account_not_empty");
  await moved(caller, [house, ann], "500");
  expect((await caller.post(`${path}/close`, body)).json.status).toBe("closed");
  expect((await caller.post("/v1/transfers", pair)).json.code).toBe("account_closed");
  expect((await caller.post(`${path}/reopen`, body)).json.status).toBe("open");
});

test("money is converted by a quote, once", async () => {
  const { house, ann } = await threeAccounts(caller);
  const [vault, eve] = await Promise.all([
    opened(caller, { ledger: "INR", limit: "none" }),
    opened(caller, { ledger: "INR" }),
  ]);
  const quote = await caller.post("/v1/fx/quotes", {
    sell: { currency: "USD", minor: "500" },
    buy: { currency: "INR" },
    rate: "82.42135",
    spread_bps: 100,
    sell_liquidity: house,
    buy_liquidity: vault,
  });
  expect(quote.status).toBe(201);
  expect(quote.json).toMatchObject({
    sell: { currency: "USD", exponent: 2, minor: "500" },
    buy: { currency: "INR", exponent: 2, minor: "41210" },
    rate: { num: "1648427", den: "20000" },
    spread_minor: "5",
    rounding: "floor",
  });
  const body = { quote: quote.json.id, source: ann, destination: eve };
  const done = await caller.post("/v1/fx/conversions", body);
  expect(done.status).toBe(201);
  expect(done.json.transfers).toMatchObject([
    { amount: "500", quote_id: quote.json.id, batch_id: done.json.id },
    { amount: "41210", balances: { credit: { account: eve, posted: "41210" } } },
    { amount: "5", balances: { debit: { account: ann, posted: "495" } } },
  ]);
  const again = await caller.post("/v1/fx/conversions", body);
  expect([again.status, again.json.code]).toEqual([409, "quote_already_used"]);
});

test("a quote for an amount that is bought rounds what is sold up", async () => {
  const { house } = await threeAccounts(caller);
  const quote = await caller.post("/v1/fx/quotes", {
    sell: { currency: "USD" },
    buy: { currency: "INR", minor: "824214" },
    rate: "82.42135",
    sell_liquidity: house,
    buy_liquidity: house,
  });
  expect(quote.json).toMatchObject({ sell: { minor: "10001" }, rounding: "ceil" });
});
