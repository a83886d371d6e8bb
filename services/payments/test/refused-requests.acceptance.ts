import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { moved, opened, threeAccounts } from "./accounts-of.ts";
import { sql } from "./log-of.ts";
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
let caller: Caller;
let accounts: Awaited<ReturnType<typeof threeAccounts>>;
beforeAll(async () => {
  surroundings = await openSurroundings();
  payments = await startPayments(surroundings);
  caller = await payments.caller();
  accounts = await threeAccounts(caller);
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

const TRANSFERS = "/v1/transfers";

/** A transfer that would pass, but for what is said. */
function transfer(more: object = {}): Promise<Answer> {
  const { ann, bob } = accounts;
  const body = { debit_account: ann, credit_account: bob, amount: "1", ...more };
  return caller.post(TRANSFERS, body);
}

describe("422", () => {
  it("accounts_must_be_different", async () => {
    const answer = await transfer({ credit_account: accounts.ann });
    expect([answer.status, answer.json.code]).toEqual([422, "accounts_must_be_different"]);
  });

  it("currency_mismatch", async () => {
    const eur = await opened(caller, { ledger: "EUR" });
    for (const more of [{ credit_account: eur }, { ledger: "EUR" }]) {
      const answer = await transfer(more);
      expect([answer.status, answer.json.code]).toEqual([422, "currency_mismatch"]);
    }
  });

  it("insufficient_funds, with what there is", async () => {
    const answer = await transfer({ amount: "1001" });
    expect([answer.status, answer.json.code]).toEqual([422, "insufficient_funds"]);
    expect(answer.json.params).toEqual({
      account: accounts.ann,
      available: "1000",
      required: "1001",
      currency: "USD",
    });
    expect(answer.json.retryable).toBe(false);
  });

  it("account_frozen, account_closed", async () => {
    const [frozen, closed] = [await opened(caller), await opened(caller)];
    await caller.post(`/v1/accounts/${frozen}/freeze`, { reason: "x" });
    await caller.post(`/v1/accounts/${closed}/close`, { reason: "x" });
    expect((await transfer({ credit_account: frozen })).json.code).toBe("account_frozen");
    expect((await transfer({ credit_account: closed })).json.code).toBe("account_closed");
  });

  it("exceeds_pending_transfer_amount, exceeds_reversible_amount", async () => {
    const hold = (await transfer({ pending: true })).json.id;
    const post = await caller.post(`${TRANSFERS}/${hold}/post`, { amount: "2" });
    expect([post.status, post.json.code]).toEqual([422, "exceeds_pending_transfer_amount"]);
    await caller.post(`${TRANSFERS}/${hold}/void`, { reason: "x" });
    const { id } = await moved(caller, [accounts.house, accounts.bob], "1");
    const back = { amount: "2", reason: "x" };
    const reverse = await caller.post(`${TRANSFERS}/${id}/reverse`, back);
    expect([reverse.status, reverse.json.code]).toEqual([422, "exceeds_reversible_amount"]);
  });

  it("overflow of a counter", async () => {
    const [one, other] = await Promise.all([
      opened(caller, { limit: "none" }),
      opened(caller, { limit: "none" }),
    ]);
    const all = "9".repeat(38);
    await moved(caller, [one, other], all);
    const more = { debit_account: one, credit_account: other };
    const answer = await transfer({ ...more, amount: "1" });
    expect([answer.status, answer.json.code]).toEqual([422, "overflow"]);
  });

  it("amount_too_small for a quote that buys nothing", async () => {
    const { house } = accounts;
    const answer = await caller.post("/v1/fx/quotes", {
      sell: { currency: "USD", minor: "1" },
      buy: { currency: "JPY" },
      rate: "0.5",
      sell_liquidity: house,
      buy_liquidity: house,
    });
    expect([answer.status, answer.json.code]).toEqual([422, "amount_too_small"]);
  });
});

describe("409", () => {
  it("a hold that is over", async () => {
    const codes = [];
    for (const verb of ["post", "void"] as const) {
      const hold = (await transfer({ pending: true })).json.id;
      await caller.post(`${TRANSFERS}/${hold}/${verb}`, { reason: "x" });
      const again = await caller.post(`${TRANSFERS}/${hold}/void`, { reason: "x" });
      codes.push([again.status, again.json.code]);
    }
    const hold = (await transfer({ pending: true, timeout_s: 60 })).json.id;
    const past = "update payments.transfer set expires_at = now() - interval '1 s' where id = $1";
    await sql(surroundings.database, past, [hold]);
    const late = await caller.post(`${TRANSFERS}/${hold}/post`, {});
    codes.push([late.status, late.json.code]);
    expect(codes).toEqual([
      [409, "pending_transfer_already_posted"],
      [409, "pending_transfer_already_voided"],
      [409, "pending_transfer_expired"],
    ]);
  });

  it("account_number_taken, account_exists_with_different_content", async () => {
    const [number, id] = [randomUUID(), randomUUID()];
    const body = { id, number, ledger: "USD", code: 1, normal_side: "credit", limit: "none" };
    await caller.post("/v1/accounts", body);
    const taken = await caller.post("/v1/accounts", { ...body, id: randomUUID() });
    const other = await caller.post("/v1/accounts", { ...body, code: 2 });
    expect([taken.status, taken.json.code]).toEqual([409, "account_number_taken"]);
    expect([other.status, other.json.code]).toEqual([409, "account_exists_with_different_content"]);
  });

  it.each([
    ["flags", { pending: true }],
    ["debit_account", { debit_account: "house" }],
    ["credit_account", { credit_account: "house" }],
    ["amount", { amount: "2" }],
    ["user_data", { description: "other" }],
    ["ledger", { ledger: "EUR" }],
    ["code", { code: 2 }],
  ])("exists_with_different_%s", async (field, more) => {
    const { house, ann, bob } = accounts;
    const id = randomUUID();
    const body = { id, debit_account: house, credit_account: bob, amount: "1", code: 1 };
    expect((await caller.post(TRANSFERS, body)).status).toBe(201);
    const text = JSON.stringify({ ...body, ...more });
    const other = text.replaceAll('"house"', `"${ann}"`);
    const answer = await caller.send(TRANSFERS, { body: JSON.parse(other) });
    expect([answer.status, answer.json.code]).toEqual([409, `exists_with_different_${field}`]);
  });

  it("id_already_failed, once a failed attempt was to be the only one", async () => {
    const id = randomUUID();
    const body = { id, amount: "1001", once: "attempt" };
    expect((await transfer(body)).json.code).toBe("insufficient_funds");
    const again = await transfer(body);
    expect([again.status, again.json.code]).toEqual([409, "id_already_failed"]);
  });

  it.each([
    ["post", "pending_transfer_not_found"],
    ["void", "pending_transfer_not_found"],
    ["reverse", "transfer_not_found"],
  ])(
    "id_already_failed: a %s that comes again, though it could be done by now",
    async (verb, code) => {
      const [id, about] = [randomUUID(), randomUUID()];
      const body = { id, reason: "x", once: "attempt" };
      const ask = () => caller.post(`${TRANSFERS}/${about}/${verb}`, body);
      const first = await ask();
      expect([first.status, first.json.code]).toEqual([404, code]);
      expect((await transfer({ id: about, pending: verb !== "reverse" })).status).toBe(201);
      const again = await ask();
      expect([again.status, again.json.code]).toEqual([409, "id_already_failed"]);
      expect(again.json.params).toEqual({ transfer: id, because: code });
      const other = await caller.post(`${TRANSFERS}/${about}/${verb}`, {
        reason: "x",
        once: "success",
      });
      expect(other.status).toBe(201);
    },
  );
});

describe("404", () => {
  it.each([
    ["account_not_found", "POST", "/v1/accounts/ID/freeze"],
    ["account_not_found", "GET", "/v1/accounts/ID"],
    ["account_not_found", "GET", "/v1/accounts/by-number/ID"],
    ["pending_transfer_not_found", "POST", "/v1/transfers/ID/void"],
    ["transfer_not_found", "POST", "/v1/transfers/ID/reverse"],
    ["transfer_not_found", "GET", "/v1/transfers/ID"],
  ])("%s: %s %s", async (code, method, path) => {
    const body = method === "GET" ? {} : { body: { reason: "x" } };
    const answer = await caller.send(path.replace("ID", randomUUID()), { method, ...body });
    expect([answer.status, answer.json.code]).toEqual([404, code]);
  });

  it("quote_not_found", async () => {
    const { ann: source, bob: destination } = accounts;
    const body = { quote: randomUUID(), source, destination };
    const answer = await caller.post("/v1/fx/conversions", body);
    expect([answer.status, answer.json.code]).toEqual([404, "quote_not_found"]);
  });
});
