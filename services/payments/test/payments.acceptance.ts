import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { AMOUNT, comesTo, pay, type Paying, storyOf, until } from "./paying.ts";
import { openPaymentStage, type PaymentStage } from "./payment-stage.ts";

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
/** How often the rail was given one payment; it has it once, however often. */
const receivedOf = async (submission: string) => {
  const { submissions } = await stage.rail.audit();
  const own = submissions.filter(({ submission_id: id }) => id === submission);
  expect(own).toHaveLength(1);
  return own[0]?.received;
};

describe("a payment to the outside", () => {
  it("is held, submitted, confirmed and settled", async () => {
    const by = await stage.newPayer();
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
      const by = await stage.newPayer();
      const id = await pay(by, `TEST-REJECT-${reason}`);
      const compensated = await comesTo(by.caller, id, "compensated");
      expect(storyOf(compensated).slice(-2)).toEqual(["RailRejected", "PaymentCompensated"]);
      expect(compensated).toMatchObject({ reason, release_id: expect.any(String) });
      await expectMoney(by, { paid: 0n });
    },
  );

  it("is refused where the payer has not got the money, and the rail never hears of it", async () => {
    const by = await stage.newPayer();
    const id = await pay(by, "TEST-SETTLE", { amount: "100001" });
    const refused = await comesTo(by.caller, id, "refused");
    expect(refused.reason).toBe("insufficient_funds");
    const { submissions } = await stage.rail.audit();
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
    const by = await stage.newPayer();
    const id = await pay(by, account);
    const { submission_id: submission } = await comesTo(by.caller, id, "settled");
    await receivedOf(submission);
    await expectMoney(by, { paid: AMOUNT });
  });

  it("is held as long as the rail takes", async () => {
    const by = await stage.newPayer();
    const id = await pay(by, "TEST-SLOW");
    const { hold_id: hold } = await comesTo(by.caller, id, "submitted");
    for (const end of ["post", "void"]) {
      const ended = await by.caller.post(`/v1/transfers/${hold}/${end}`, { reason: "by hand" });
      expect(ended).toMatchObject({ status: 409, json: { code: "transfer_of_payment" } });
    }
    await stage.expectMoney(by, { held: AMOUNT, paid: 0n });
    await stage.rail.advance(60_000);
    await comesTo(by.caller, id, "settled");
    await expectMoney(by, { paid: AMOUNT });
  });

  it("needs somebody when nothing is known for too long, is asked about all the same, and ends as it is told", async () => {
    const by = await stage.newPayer();
    const id = await pay(by, "TEST-STALL");
    const stuck = await comesTo(by.caller, id, "needs_attention");
    expect(stuck.attention).toEqual({ step: "rail", reason: "outcome_unknown" });
    await stage.expectMoney(by, { held: AMOUNT, paid: 0n });
    const listed = async () =>
      (await by.caller.get("/v1/payments?state=needs_attention")).json.data;
    await until(listed, (data) => data.length === 1);
    const metrics = async () => (await fetch(`${stage.payments.url}/metrics`)).text();
    await until(metrics, (text) => /payments_needing_attention\{step="rail"[^}]*\} 1\n/.test(text));
    const resumed = await by.caller.post(`/v1/payments/${id}/resume`, { reason: "asked the bank" });
    expect([resumed.status, resumed.json]).toEqual([202, { id }]);
    await comesTo(by.caller, id, "submitted");
    const { submission_id: submission } = stuck;
    await comesTo(by.caller, id, "needs_attention");
    await stage.rail.tell(submission, "settled");
    const settled = await comesTo(by.caller, id, "settled");
    expect(settled.attention).toBeUndefined();
    await expectMoney(by, { paid: AMOUNT });
  });

  it("comes back days later, and the payer has the money again", async () => {
    const by = await stage.newPayer();
    const id = await pay(by, "TEST-RETURN-AC06");
    await comesTo(by.caller, id, "settled");
    await stage.expectMoney(by, { paid: AMOUNT });
    await stage.rail.advance(3_600_000);
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
    const by = await stage.newPayer();
    const id = await pay(by, "TEST-RETURN-AC04");
    await comesTo(by.caller, id, "settled");
    await by.caller.post(`/v1/accounts/${by.payer}/freeze`, { reason: "inquiry" });
    await stage.rail.advance(3_600_000);
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

it("names and accounts of payments are in no line of the log", () => {
  const { lines } = stage;
  expect(lines.length).toBeGreaterThan(50);
  const said = lines.join("\n");
  for (const secret of ["Lovelace", "Babbage", "GB33BUKB", "TEST-LOST", "DE0212"]) {
    expect(said).not.toContain(secret);
  }
});
