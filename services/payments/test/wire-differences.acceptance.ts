import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { threeAccounts } from "./accounts-of.ts";
import { type Caller, openSurroundings, startPayments } from "./start-payments.ts";

const held = new AsyncDisposableStack();
let caller: Caller;
let url: string;
beforeAll(async () => {
  const surroundings = held.use(await openSurroundings());
  const tenant = randomUUID();
  const service = held.use(await startPayments(surroundings, { GOPHERPAY_TENANT: tenant }));
  url = service.url;
  caller = await service.caller({ tenant });
});
afterAll(() => held.disposeAsync());

test("lines of a statement are in data, like the rows of every list", async () => {
  const { ann } = await threeAccounts(caller);
  const { json } = await caller.get(`/v1/accounts/${ann}/statement`);
  expect(json.data).toMatchObject([{ change: "1000" }]);
  expect(json).not.toHaveProperty("lines");
});

test("no account can be without a history", async () => {
  const account = { ledger: "USD", code: 2_000, normal_side: "credit", limit: "none" };
  const { status, json } = await caller.post("/v1/accounts", { ...account, history: false });
  expect(status).toBe(400);
  expect(json.errors).toMatchObject([{ pointer: "/history", code: "unknown_field" }]);
});

test("a transfer is the same with other conditions, a request under a key is not", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const key = randomUUID();
  const body = { id: randomUUID(), debit_account: ann, credit_account: bob, amount: "1" };
  expect((await caller.post("/v1/transfers", body, key)).status).toBe(201);
  const other = { ...body, conditions: [{ account: ann, account_version: "17" }] };
  const again = await caller.post("/v1/transfers", other);
  expect([again.status, again.json.id]).toEqual([200, body.id]);
  expect((await caller.post("/v1/transfers", other, key)).json.code).toBe("idempotency_key_reused");
});

test("where GopherPay had its Swagger UI, the description of the API is", async () => {
  const answer = await fetch(`${url}/api/v1/swagger/index.html`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/openapi.json"]);
  const described = await fetch(`${url}/openapi.json`);
  expect(await described.text()).toContain("/api/v1/accounts");
});

test("of a field that is there twice the last one counts", async () => {
  const { ann, bob } = await threeAccounts(caller);
  const body = `{"debit_account":"${ann}","credit_account":"${bob}","amount":"1","amount":"2"}`;
  const headers = { "content-type": "application/json" };
  const { status, json } = await caller.send("/v1/transfers", { body, headers });
  expect([status, json.amount]).toEqual([201, "2"]);
});
