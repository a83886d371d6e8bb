import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { AMOUNT, comesTo, pay, type Paying, storyOf } from "./paying.ts";
import { openPaymentStage, type PaymentStage } from "./payment-stage.ts";
import { shred } from "./shred.ts";

let stage: PaymentStage;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const resolve = async (by: Paying, id: string, outcome: string, reason = "the bank has called") => {
  const answer = await by.caller.post(`/v1/payments/${id}/resolve`, { outcome, reason });
  return [answer.status, answer.json.code ?? answer.json];
};

/** A payment of which the rail will say nothing more. */
async function stuck(by: Paying) {
  const id = await pay(by, "TEST-STALL");
  return { id, ...(await comesTo(by.caller, id, "needs_attention")) };
}

describe("a payment of which the rail says nothing", () => {
  it("is settled when somebody has found out that it was paid; the rail may say so later", async () => {
    const by = await stage.newPayer();
    const { id, submission_id: submission } = await stuck(by);
    expect(await resolve(by, id, "settled")).toEqual([202, { id }]);
    const settled = await comesTo(by.caller, id, "settled");
    expect(storyOf(settled).slice(-3)).toEqual([
      "PaymentResolved",
      "RailConfirmed",
      "PaymentSettled",
    ]);
    expect(settled.history.at(-3)).toMatchObject({
      outcome: "settled",
      reason: "the bank has called",
    });
    await stage.rail.tell(submission, "settled");
    await stage.expectMoney(by, { paid: AMOUNT });
    stage.isOver(AMOUNT);
    expect((await by.caller.get(`/v1/payments/${id}`)).json.state).toBe("settled");
  });

  it("is given back when it was not; if the rail has paid all the same, somebody has to look", async () => {
    const by = await stage.newPayer();
    const { id, submission_id: submission } = await stuck(by);
    await resolve(by, id, "rejected");
    const ended = await comesTo(by.caller, id, "compensated");
    expect(ended).toMatchObject({ reason: "resolved_by_hand", release_id: expect.any(String) });
    await stage.expectMoney(by, { paid: 0n });
    expect(await resolve(by, id, "settled")).toEqual([409, "payment_outcome_known"]);
    await stage.rail.tell(submission, "settled");
    const again = await comesTo(by.caller, id, "needs_attention");
    expect(again.attention).toEqual({ step: "rail", reason: "rail_contradicts_itself" });
    stage.isOver(AMOUNT);
  });

  it("is told once under a key, whatever the outcome, and by whom is in the audit", async () => {
    const by = await stage.newPayer();
    const { id } = await stuck(by);
    const key = `"${id}-resolve"`;
    const post = (outcome: string) =>
      by.caller.post(`/v1/payments/${id}/resolve`, { outcome, reason: "called" }, key);
    expect((await post("rejected")).status).toBe(202);
    expect((await post("rejected")).headers.get("idempotent-replayed")).toBe("true");
    expect((await post("settled")).json.code).toBe("idempotency_key_reused");
    await comesTo(by.caller, id, "compensated");
    const audited = "/v1/audit?action=payment.resolve&result=";
    const resource = `payment:${id}`;
    const told = { resource, reason: "called", actor: { sub: "ann" } };
    expect((await by.caller.get(`${audited}success`)).json.data).toMatchObject([told]);
    const error = { error_code: "idempotency_key_reused" };
    expect((await by.caller.get(`${audited}refused`)).json.data).toMatchObject([error]);
    await stage.expectMoney(by, { paid: 0n });
  });
});

it("a payment that needs nobody is not ended by hand, nor one that does not exist", async () => {
  const by = await stage.newPayer();
  const id = await pay(by, "TEST-SLOW");
  await comesTo(by.caller, id, "submitted");
  expect(await resolve(by, id, "rejected")).toEqual([409, "payment_needs_no_attention"]);
  await stage.rail.advance(60_000);
  await comesTo(by.caller, id, "settled");
  expect(await resolve(by, id, "rejected")).toEqual([409, "payment_outcome_known"]);
  expect(await resolve(by, by.payer, "settled")).toEqual([404, "payment_not_found"]);
  expect(await resolve(by, id, "returned")).toEqual([400, "invalid_request"]);
  await stage.expectMoney(by, { paid: AMOUNT });
  stage.isOver(AMOUNT);
});

it("a payment whose creditor was erased after an attempt was written down is ended by hand", async () => {
  const by = await stage.newPayer();
  await stage.rail.kill();
  const id = await pay(by, "TEST-SETTLE");
  await comesTo(by.caller, id, "unknown");
  const { tenant } = by.caller;
  expect((await shred(stage.surroundings, { subject: id, tenant })).code).toBe(0);
  await stage.rail.revive();
  const { submission_id: submission } = await comesTo(by.caller, id, "needs_attention");
  expect(await resolve(by, id, "rejected")).toEqual([202, { id }]);
  await comesTo(by.caller, id, "compensated");
  const { submissions } = await stage.rail.audit();
  expect(submissions.map((each) => each.submission_id)).not.toContain(submission);
  await stage.expectMoney(by, { paid: 0n });
});
