import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { AMOUNT, comesTo, pay, type Paying, paymentTo, until } from "./paying.ts";
import { openPaymentStage, type PaymentStage } from "./payment-stage.ts";
import { startPayments } from "./start-payments.ts";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The money is in one place at the end of a test. */
const expectMoney = async (by: Paying, { paid }: { readonly paid: bigint }): Promise<void> => {
  await stage.expectMoney(by, { paid });
  stage.isOver(paid);
};

describe("requests about payments", () => {
  it("are answered again by key and by id, and paid once", async () => {
    const by = await stage.newPayer();
    const body = paymentTo("TEST-SETTLE", by);
    const key = randomUUID();
    const first = await by.caller.post("/v1/payments", body, key);
    expect([first.status, first.headers.get("location")]).toEqual([202, `/v1/payments/${body.id}`]);
    await comesTo(by.caller, body.id, "settled");
    const again = await by.caller.post("/v1/payments", body, key);
    expect([again.status, again.text]).toEqual([202, first.text]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const sameId = await by.caller.post("/v1/payments", body);
    expect([sameId.status, sameId.json.id]).toEqual([200, body.id]);
    const other = await by.caller.post("/v1/payments", { ...body, amount: "5" });
    expect([other.status, other.json.code]).toEqual([409, "payment_exists_with_different_content"]);
    const reused = await by.caller.post("/v1/payments", { ...body, amount: "5" }, key);
    expect([reused.status, reused.json.code]).toEqual([422, "idempotency_key_reused"]);
    const { data } = (await by.caller.get("/v1/audit?action=payment.request&limit=100")).json;
    expect(data.length).toBeGreaterThan(1);
    // Whoever guesses a name could check the guess.
    expect(JSON.stringify(data)).not.toContain("request_hash");
    expect(data[0].actor).toEqual({
      sub: "ann",
      client_id: "development",
      ip_prefix: "127.0.0.0/24",
      auth_method: "jwt",
    });
    // The house has shown nobody who it is.
    const { data: held } = (await by.caller.get("/v1/audit?action=payment.hold")).json;
    expect(held[0].actor).toEqual({ sub: "payments" });
    await expectMoney(by, { paid: AMOUNT });
  });

  it("that name no id get one, the same each time", async () => {
    const by = await stage.newPayer();
    const { id: _, ...body } = paymentTo("TEST-SETTLE", by);
    const key = randomUUID();
    const same = [body, body, body].map((each) => by.caller.post("/v1/payments", each, key));
    const ids = new Set((await Promise.all(same)).map(({ json }) => json.id));
    expect(ids.size).toBe(1);
    await comesTo(by.caller, `${[...ids][0]}`, "settled");
    await expectMoney(by, { paid: AMOUNT });
  });

  it("are refused for what is wrong with them", async () => {
    const by = await stage.newPayer();
    const ok = paymentTo("TEST-SETTLE", by);
    const codeOf = async (body: object) => (await by.caller.post("/v1/payments", body)).json.code;
    expect(await codeOf({ ...ok, amount: "0" })).toBe("invalid_amount");
    expect(await codeOf({ ...ok, amount: 5 })).toBe("invalid_amount");
    expect(await codeOf({ ...ok, currency: "XAU" })).toBe("unknown_currency");
    expect(await codeOf({ ...ok, currency: "EUR" })).toBe("clearing_account_missing");
    expect(await codeOf({ ...ok, account: randomUUID() })).toBe("account_not_found");
    expect(await codeOf({ ...ok, account: by.clearing })).toBe("accounts_must_be_different");
    expect(await codeOf({ ...ok, more: 1 })).toBe("invalid_request");
    expect(await codeOf({ ...ok, creditor: { name: "x", account: "a b" } })).toBe(
      "invalid_request",
    );
    const gone = await by.caller.get(`/v1/payments/${ok.id}`);
    expect([gone.status, gone.json.code]).toEqual([404, "payment_not_found"]);
    const resume = `/v1/payments/${ok.id}/resume`;
    expect((await by.caller.post(resume, { reason: "x" })).json.code).toBe("payment_not_found");
  });

  it("of another tenant find nothing, under the same id too", async () => {
    const [one, two] = [await stage.newPayer(), await stage.newPayer()];
    const id = await pay(one, "TEST-SETTLE");
    await comesTo(one.caller, id, "settled");
    expect((await two.caller.get(`/v1/payments/${id}`)).status).toBe(404);
    expect((await two.caller.get("/v1/payments")).json.data).toEqual([]);
    expect((await two.caller.post(`/v1/payments/${id}/resume`, { reason: "x" })).status).toBe(404);
    const resolving = { outcome: "rejected", reason: "x" };
    expect((await two.caller.post(`/v1/payments/${id}/resolve`, resolving)).status).toBe(404);
    const foreign = await two.caller.post("/v1/payments", paymentTo("TEST-SETTLE", one));
    expect(foreign.json.code).toBe("account_not_found");
    await pay(two, "TEST-SETTLE", { id });
    await comesTo(two.caller, id, "settled");
    // What was paid for the other one was paid for others.
    stage.isOver(AMOUNT);
    await stage.expectMoney(one, { paid: AMOUNT });
    await stage.expectMoney(two, { paid: AMOUNT });
    stage.isOver(AMOUNT);
  });

  it("need their permissions", async () => {
    const { tenant } = await stage.payments.caller();
    const nobody = await stage.payments.caller({ tenant, permissions: ["read:account"] });
    const path = `/v1/payments/${randomUUID()}`;
    const missing = async (answer: Promise<{ json: { detail: string } }>) =>
      (await answer).json.detail.split(": ").at(-1);
    expect(await missing(nobody.get(path))).toBe("read:payment");
    expect(await missing(nobody.get("/v1/payments"))).toBe("read:payment");
    expect(await missing(nobody.post("/v1/payments", {}))).toBe("write:payment");
    expect(await missing(nobody.post(`${path}/resume`, {}))).toBe("admin:payment");
    expect(await missing(nobody.post(`${path}/resolve`, {}))).toBe("admin:payment");
  });

  it("are listed page by page, by state", async () => {
    const by = await stage.newPayer();
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push(await pay(by, "TEST-SETTLE"));
    const rejected = await pay(by, "TEST-REJECT-AC01");
    const settled = async () => (await by.caller.get("/v1/payments?state=settled&limit=3")).json;
    const first = await until(settled, ({ data, has_more }) => data.length === 3 && has_more);
    await until(
      async () => (await by.caller.get("/v1/payments?state=settled")).json.data,
      (data) => data.length === 5,
    );
    const whole = (await settled()).data.map(({ id }: { id: string }) => id);
    expect(whole).toEqual(ids.toReversed().slice(0, 3));
    expect(first.next_cursor).toEqual(expect.any(String));
    const cursor = (await settled()).next_cursor;
    const next = await by.caller.get(`/v1/payments?state=settled&limit=3&cursor=${cursor}`);
    expect(next.json.data.map(({ id }: { id: string }) => id)).toEqual(ids.toReversed().slice(3));
    const other = await by.caller.get(`/v1/payments?state=held&cursor=${cursor}`);
    expect(other.json.code).toBe("cursor_mismatch");
    await comesTo(by.caller, rejected, "compensated");
    await expectMoney(by, { paid: 5n * AMOUNT });
  });
});

it("without a rail, payments are not taken", async () => {
  await using without = await startPayments(stage.surroundings);
  const caller = await without.caller();
  for (const answer of [
    await caller.post("/v1/payments", { anything: 1 }),
    await caller.get("/v1/payments"),
    await caller.get(`/v1/payments/${randomUUID()}`),
  ]) {
    const { status, json, headers } = answer;
    expect([status, json.code, json.retryable]).toEqual([501, "rail_not_configured", false]);
    expect(headers.has("retry-after")).toBe(false);
  }
  expect((await caller.get(`/v1/accounts/${randomUUID()}`)).status).toBe(404);
});
