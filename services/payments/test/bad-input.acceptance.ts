import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
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

const pointersOf = (answer: Answer) =>
  answer.json.errors?.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);

describe("400", () => {
  it.each([
    ["{", "invalid_json"],
    ['{"amount":1', "invalid_json"],
    ["", "invalid_json"],
    ["\u0000", "invalid_json"],
    ['{"__proto__":{}}', "invalid_json"],
    ["[]", "invalid_request"],
    ["null", "invalid_request"],
    ['"text"', "invalid_request"],
  ])("a body that is no transfer at all: %j", async (body, code) => {
    const headers = { "content-type": "application/json" };
    const answer = await caller.send(TRANSFERS, { body, headers });
    expect([answer.status, answer.json.code]).toEqual([400, code]);
  });

  it.each([
    [{ debit_account: 1 }, "/debit_account type"],
    [{ debit_account: "ann" }, "/debit_account format"],
    [{ credit_account: undefined }, "/credit_account required"],
    [{ amount: undefined }, "/amount required"],
    [{ colour: "red" }, "/colour unknown_field"],
    [{ code: 0 }, "/code minimum"],
    [{ code: 1.5 }, "/code type"],
    [{ pending: "yes" }, "/pending type"],
    [{ timeout_s: 60 }, "/timeout_s invalid_value"],
    [{ pending: true, timeout_s: 0 }, "/timeout_s minimum"],
    [{ amount: "max" }, "/balancing invalid_value"],
    [{ once: "twice" }, "/once enum"],
    [{ effective_at: "yesterday" }, "/effective_at format"],
    [{ effective_at: "0001-01-01T00:00:00Z" }, "/effective_at pattern"],
    [{ effective_at: "2026-02-30T00:00:00Z" }, "/effective_at format"],
    [{ reason: "" }, "/reason min_length"],
    [{ description: "x".repeat(501) }, "/description max_length"],
    [{ metadata: { key: 1 } }, "/metadata/key type"],
    [{ metadata: { ["k".repeat(41)]: "v" } }, `/metadata/${"k".repeat(41)} unknown_field`],
    [{ metadata: { key: "v".repeat(501) } }, "/metadata/key max_length"],
    [
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"])) },
      "/metadata max_properties",
    ],
    [{ conditions: [{ account: randomUUID() }] }, "/conditions/0 any_of"],
  ])("invalid_request: %j", async (more, pointer) => {
    const answer = await transfer(more);
    expect([answer.status, answer.json.code]).toEqual([400, "invalid_request"]);
    expect(pointersOf(answer)).toContain(pointer);
  });

  it.each([
    "0",
    "-1",
    "1.0",
    "+1",
    "01",
    "1e3",
    " 1",
    "1 ",
    "",
    "٣",
    `1${"0".repeat(38)}`,
    1,
    1.5,
    null,
    ["1"],
    "maximum",
  ])("invalid_amount: %j", async (amount) => {
    const answer = await transfer({ amount });
    expect([answer.status, answer.json.code]).toEqual([400, "invalid_amount"]);
    expect(pointersOf(answer)[0]).toMatch(/^\/amount /);
  });

  it("invalid_amount: also in other places", async () => {
    const { ann, house } = accounts;
    const inBatch = await caller.post(`${TRANSFERS}/batch`, {
      transfers: [{ debit_account: house, credit_account: ann, amount: "0" }],
    });
    const limits = await caller.post(`/v1/accounts/${ann}/limits`, {
      reason: "x",
      min_available: "1.5",
    });
    const quote = await caller.post("/v1/fx/quotes", {
      sell: { currency: "USD", minor: 100 },
      buy: { currency: "EUR" },
      rate: "1",
      sell_liquidity: house,
      buy_liquidity: house,
    });
    for (const answer of [inBatch, limits, quote]) {
      expect([answer.status, answer.json.code]).toEqual([400, "invalid_amount"]);
    }
  });

  it("an amount that is not the only mistake is one of them", async () => {
    const answer = await transfer({ amount: "0", code: 0 });
    expect([answer.status, answer.json.code]).toEqual([400, "invalid_request"]);
    expect(pointersOf(answer)).toEqual(["/code minimum", "/amount pattern"].toSorted());
  });

  it.each(["ABC", "XAU", "XXX", "usd", "ETHER", "€"])("unknown_currency: %s", async (ledger) => {
    const body = { ledger, code: 1, normal_side: "credit", limit: "none" };
    const account = await caller.post("/v1/accounts", body);
    for (const answer of [account, await transfer({ ledger })]) {
      expect([answer.status, answer.json.code]).toEqual([400, "unknown_currency"]);
      expect(pointersOf(answer)).toEqual(["/ledger unknown_currency"]);
    }
  });

  it.each(["0", "-1", "1e3", "one", "1/3", ""])("invalid_rate: %j", async (rate) => {
    const { house } = accounts;
    const answer = await caller.post("/v1/fx/quotes", {
      sell: { currency: "USD", minor: "100" },
      buy: { currency: "EUR" },
      rate,
      sell_liquidity: house,
      buy_liquidity: house,
    });
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe(rate === "" ? "invalid_request" : "invalid_rate");
  });

  it("the nil uuid is nobody's id", async () => {
    const answer = await transfer({ id: "00000000-0000-0000-0000-000000000000" });
    expect([answer.status, answer.json.code]).toEqual([400, "invalid_id"]);
  });

  it("idempotency_key_missing, idempotency_key_invalid", async () => {
    const missing = await caller.send(TRANSFERS, { body: {}, key: null });
    const invalid = await caller.send(TRANSFERS, { body: {}, key: "a, b" });
    expect([missing.status, missing.json.code]).toEqual([400, "idempotency_key_missing"]);
    expect([invalid.status, invalid.json.code]).toEqual([400, "idempotency_key_invalid"]);
  });

  it("a batch of more than a thousand, or of none", async () => {
    const item = { debit_account: accounts.ann, credit_account: accounts.bob, amount: "1" };
    for (const length of [0, 1_001]) {
      const transfers = Array.from({ length }, () => item);
      const answer = await caller.post(`${TRANSFERS}/batch`, { transfers });
      expect([answer.status, answer.json.code]).toEqual([400, "invalid_request"]);
    }
  });

  it.each([
    [{ description: "a\u0000b" }],
    [{ description: "\ud800" }],
    [{ metadata: { "a\u0000": "b" } }],
    [{ reason: "\udc00x" }],
  ])("a text that cannot be stored: %j", async (more) => {
    const answer = await transfer(more);
    expect([answer.status, answer.json.code]).toEqual([400, "invalid_text"]);
  });
});

describe("other mistakes of HTTP", () => {
  it("415 for what is not JSON, 413 for what is too large", async () => {
    const headers = { "content-type": "text/plain" };
    const text = await caller.send(TRANSFERS, { body: "{}", headers });
    expect([text.status, text.json.code]).toEqual([415, "unsupported_media_type"]);
    const large = await transfer({ description: "x".repeat(1024 * 1024) });
    expect([large.status, large.json.code]).toEqual([413, "body_too_large"]);
  });

  it("405 for another method", async () => {
    const answer = await caller.send("/v1/fx/quotes", { method: "PUT", body: {} });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });
});
