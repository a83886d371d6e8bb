import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  AMOUNT,
  comesTo,
  expectMoneyInOnePlace,
  pay,
  paying,
  type Paying,
  paymentTo,
  storyOf,
  until,
} from "./paying.ts";
import { RailProcess } from "./rail-process.ts";
import {
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let rail: RailProcess;
let payments: Payments;
const lines: string[] = [];
beforeAll(async () => {
  [surroundings, rail] = await Promise.all([openSurroundings(), RailProcess.start()]);
  const settings = {
    RAIL_URL: rail.url,
    RAIL_TIMEOUT: "1s",
    RAIL_POLL: "50ms",
    RAIL_ASK_AFTER: "50ms",
    RAIL_ASK_AFTER_MAX: "400ms",
    RAIL_OVERDUE_AFTER: "3s",
  };
  payments = await startPayments(surroundings, settings, (line) => void lines.push(line));
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await Promise.all([rail[Symbol.asyncDispose](), surroundings[Symbol.asyncDispose]()]);
});

/** Money the rail has paid for tests before this one. */
let paidBefore = 0n;
const expectMoney = async (by: Paying, expected: { held?: bigint; paid: bigint }) => {
  await expectMoneyInOnePlace(by, rail, { ...expected, paidBefore });
  paidBefore += expected.paid;
};
const newPayer = async (): Promise<Paying> => paying(await payments.caller());
/** How often the rail was given one payment; it has it once, however often. */
const receivedOf = async (submission: string) => {
  const { submissions } = await rail.audit();
  const own = submissions.filter(({ submission_id: id }) => id === submission);
  expect(own).toHaveLength(1);
  return own[0]?.received;
};

describe("a payment to the outside", () => {
  it("is held, submitted, confirmed and settled", async () => {
    const by = await newPayer();
    const id = await pay(by, "DE02120300000000202051");
    const settled = await comesTo(by.caller, id, "settled");
    expect(storyOf(settled)).toEqual([
      "PaymentRequested",
      "FundsHeld",
      "SubmittedToRail",
      "RailConfirmed",
      "PaymentSettled",
    ]);
    expect(settled.rail_reference).toMatch(/^RL/);
    const { hold_id: hold, transfer_id: transfer } = settled;
    expect((await by.caller.get(`/v1/transfers/${hold}`)).json).toMatchObject({ kind: "pending" });
    const post = await by.caller.get(`/v1/transfers/${transfer}`);
    expect(post.json).toMatchObject({ kind: "post", credit_account: by.clearing });
    await expectMoney(by, { paid: AMOUNT });
  });

  it.each(["AC04", "MS03"])(
    "is given back to the payer if the rail rejects it for %s",
    async (reason) => {
      const by = await newPayer();
      const id = await pay(by, `TEST-REJECT-${reason}`);
      const compensated = await comesTo(by.caller, id, "compensated");
      expect(storyOf(compensated).slice(-2)).toEqual(["RailRejected", "PaymentCompensated"]);
      expect(compensated).toMatchObject({ reason, release_id: expect.any(String) });
      await expectMoney(by, { paid: 0n });
    },
  );

  it("is refused where the payer has not got the money, and the rail never hears of it", async () => {
    const by = await newPayer();
    const id = await pay(by, "TEST-SETTLE", { amount: "100001" });
    const refused = await comesTo(by.caller, id, "refused");
    expect(refused.reason).toBe("insufficient_funds");
    const { submissions } = await rail.audit();
    expect(submissions.map((each) => each.submission_id)).not.toContain(refused.submission_id);
    await expectMoney(by, { paid: 0n });
  });

  it.each([
    ["the answer is lost", "TEST-LOST"],
    ["two answers are lost", "TEST-LOST-LOST"],
    ["the request is lost", "TEST-DROP-DROP"],
    ["the rail is busy", "TEST-BUSY"],
    ["the rail is busy for long", "TEST-BUSY-BUSY-BUSY"],
    ["the rail fails after the work", "TEST-FAIL"],
    ["everything goes wrong", "TEST-BUSY-DROP-FAIL-LOST"],
  ])("is paid once although %s", async (_what, account) => {
    const by = await newPayer();
    const id = await pay(by, account);
    const { submission_id: submission } = await comesTo(by.caller, id, "settled");
    await receivedOf(submission);
    await expectMoney(by, { paid: AMOUNT });
  });

  it("is held as long as the rail takes", async () => {
    const by = await newPayer();
    const id = await pay(by, "TEST-SLOW");
    await comesTo(by.caller, id, "submitted");
    await expectMoneyInOnePlace(by, rail, { held: AMOUNT, paid: 0n, paidBefore });
    await rail.advance(60_000);
    await comesTo(by.caller, id, "settled");
    await expectMoney(by, { paid: AMOUNT });
  });

  it("needs somebody when nothing is known for too long, is asked about all the same, and ends as it is told", async () => {
    const by = await newPayer();
    const id = await pay(by, "TEST-STALL");
    const stuck = await comesTo(by.caller, id, "needs_attention");
    expect(stuck.attention).toEqual({ step: "rail", reason: "outcome_unknown" });
    await expectMoneyInOnePlace(by, rail, { held: AMOUNT, paid: 0n, paidBefore });
    const listed = async () =>
      (await by.caller.get("/v1/payments?state=needs_attention")).json.data;
    await until(listed, (data) => data.length === 1);
    const metrics = async () => (await fetch(`${payments.url}/metrics`)).text();
    await until(metrics, (text) => /payments_needing_attention\{step="rail"[^}]*\} 1\n/.test(text));
    const resumed = await by.caller.post(`/v1/payments/${id}/resume`, { reason: "asked the bank" });
    expect([resumed.status, resumed.json]).toEqual([202, { id }]);
    await comesTo(by.caller, id, "submitted");
    const { submission_id: submission } = stuck;
    await comesTo(by.caller, id, "needs_attention");
    await rail.tell(submission, "settled");
    const settled = await comesTo(by.caller, id, "settled");
    expect(settled.attention).toBeUndefined();
    await expectMoney(by, { paid: AMOUNT });
  });

  it("comes back days later, and the payer has the money again", async () => {
    const by = await newPayer();
    const id = await pay(by, "TEST-RETURN-AC06");
    await comesTo(by.caller, id, "settled");
    await expectMoneyInOnePlace(by, rail, { paid: AMOUNT, paidBefore });
    await rail.advance(3_600_000);
    const returned = await comesTo(by.caller, id, "returned");
    expect(storyOf(returned).slice(-3)).toEqual([
      "PaymentSettled",
      "RailReturned",
      "PaymentReturned",
    ]);
    const reversal = await by.caller.get(`/v1/transfers/${returned.reversal_id}`);
    expect(reversal.json).toMatchObject({ reverses: returned.transfer_id, reason: "AC06" });
    await expectMoney(by, { paid: 0n });
  });

  it("whose money cannot be given back waits for somebody, and goes on when told", async () => {
    const by = await newPayer();
    const id = await pay(by, "TEST-RETURN-AC04");
    await comesTo(by.caller, id, "settled");
    await by.caller.post(`/v1/accounts/${by.payer}/freeze`, { reason: "inquiry" });
    await rail.advance(3_600_000);
    const stuck = await comesTo(by.caller, id, "needs_attention");
    expect(stuck.attention).toEqual({ step: "reverse", reason: "account_frozen" });
    await by.caller.post(`/v1/payments/${id}/resume`, { reason: "too early" });
    const again = async () => (await by.caller.get(`/v1/payments/${id}`)).json;
    const isTwice = (seen: Parameters<typeof storyOf>[0]) =>
      storyOf(seen).filter((event) => event === "PaymentNeedsAttention").length === 2;
    await until(again, isTwice);
    await by.caller.post(`/v1/accounts/${by.payer}/unfreeze`, { reason: "cleared" });
    await by.caller.post(`/v1/payments/${id}/resume`, { reason: "unfrozen" });
    await comesTo(by.caller, id, "returned");
    await expectMoney(by, { paid: 0n });
  });
});

describe("requests about payments", () => {
  it("are answered again by key and by id, and paid once", async () => {
    const by = await newPayer();
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
    await expectMoney(by, { paid: AMOUNT });
  });

  it("that name no id get one, the same each time", async () => {
    const by = await newPayer();
    const { id: _, ...body } = paymentTo("TEST-SETTLE", by);
    const key = randomUUID();
    const same = [body, body, body].map((each) => by.caller.post("/v1/payments", each, key));
    const ids = new Set((await Promise.all(same)).map(({ json }) => json.id));
    expect(ids.size).toBe(1);
    await comesTo(by.caller, `${[...ids][0]}`, "settled");
    await expectMoney(by, { paid: AMOUNT });
  });

  it("are refused for what is wrong with them", async () => {
    const by = await newPayer();
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
    const [one, two] = [await newPayer(), await newPayer()];
    const id = await pay(one, "TEST-SETTLE");
    await comesTo(one.caller, id, "settled");
    expect((await two.caller.get(`/v1/payments/${id}`)).status).toBe(404);
    expect((await two.caller.get("/v1/payments")).json.data).toEqual([]);
    expect((await two.caller.post(`/v1/payments/${id}/resume`, { reason: "x" })).status).toBe(404);
    const foreign = await two.caller.post("/v1/payments", paymentTo("TEST-SETTLE", one));
    expect(foreign.json.code).toBe("account_not_found");
    await pay(two, "TEST-SETTLE", { id });
    await comesTo(two.caller, id, "settled");
    await expectMoneyInOnePlace(one, rail, { paid: AMOUNT, paidBefore: paidBefore + AMOUNT });
    await expectMoneyInOnePlace(two, rail, { paid: AMOUNT, paidBefore: paidBefore + AMOUNT });
    paidBefore += 2n * AMOUNT;
  });

  it("need their permissions", async () => {
    const { tenant } = await payments.caller();
    const nobody = await payments.caller({ tenant, permissions: ["read:account"] });
    const path = `/v1/payments/${randomUUID()}`;
    const missing = async (answer: Promise<{ json: { detail: string } }>) =>
      (await answer).json.detail.split(": ").at(-1);
    expect(await missing(nobody.get(path))).toBe("read:payment");
    expect(await missing(nobody.get("/v1/payments"))).toBe("read:payment");
    expect(await missing(nobody.post("/v1/payments", {}))).toBe("write:payment");
    expect(await missing(nobody.post(`${path}/resume`, {}))).toBe("admin:payment");
  });

  it("are listed page by page, by state", async () => {
    const by = await newPayer();
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

it("names and accounts of payments are in no line of the log", () => {
  expect(lines.length).toBeGreaterThan(50);
  const said = lines.join("\n");
  for (const secret of ["Lovelace", "Babbage", "GB33BUKB", "TEST-LOST", "DE0212"]) {
    expect(said).not.toContain(secret);
  }
});

it("without a rail, payments are not taken", async () => {
  await using without = await startPayments(surroundings);
  const caller = await without.caller();
  for (const answer of [
    await caller.post("/v1/payments", { anything: 1 }),
    await caller.get("/v1/payments"),
    await caller.get(`/v1/payments/${randomUUID()}`),
  ]) {
    expect([answer.status, answer.json.code]).toEqual([503, "rail_not_configured"]);
  }
  expect((await caller.get(`/v1/accounts/${randomUUID()}`)).status).toBe(404);
});
