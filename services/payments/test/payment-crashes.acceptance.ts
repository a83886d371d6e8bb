import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type CrashGate, crashGate } from "./crash-gate.ts";
import {
  AMOUNT,
  comesTo,
  expectMoneyInOnePlace,
  paying,
  type Paying,
  paymentTo,
  storyOf,
  until,
} from "./paying.ts";
import { RailProcess } from "./rail-process.ts";
import { shred } from "./shred.ts";
import {
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let rail: RailProcess;
let gate: CrashGate;
let payments: Payments;
let paidBefore = 0n;

const start = (): Promise<Payments> =>
  startPayments(surroundings, {
    RAIL_URL: rail.url,
    RAIL_TIMEOUT: "3s",
    RAIL_POLL: "50ms",
    RAIL_ASK_AFTER: "100ms",
    RAIL_ASK_AFTER_MAX: "400ms",
  });

beforeAll(async () => {
  [surroundings, rail] = await Promise.all([openSurroundings(), RailProcess.start()]);
  gate = await crashGate(surroundings.database);
  payments = await start();
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await Promise.all([rail[Symbol.asyncDispose](), gate[Symbol.asyncDispose]()]);
  await surroundings[Symbol.asyncDispose]();
});

/** A crash, without a word to anybody. */
async function killService(): Promise<void> {
  payments.kill("SIGKILL");
  await payments.exited;
}

async function restartService(): Promise<void> {
  await gate.expireLeases();
  payments = await start();
}

/** The same payer, after a restart. */
async function again(by: Paying): Promise<Paying> {
  return { ...by, caller: await payments.caller({ tenant: by.caller.tenant }) };
}

/** What a payment has gone through; whether its submission was doubtful meanwhile depends on the moment. */
const told = (payment: Parameters<typeof storyOf>[0]) =>
  storyOf(payment).filter((event) => event !== "RailUnknown");

async function expectEnd(by: Paying, id: string, end: "settled" | "compensated" | "returned") {
  const ended = await comesTo(by.caller, id, end);
  expect(told(ended)).toEqual(STORIES[end]);
  const { submissions } = await rail.audit();
  const own = submissions.filter((each) => each.submission_id === ended.submission_id);
  expect(own.map(({ state }) => state)).toEqual([
    { settled: "settled", compensated: "rejected", returned: "returned" }[end],
  ]);
  const paid = end === "settled" ? AMOUNT : 0n;
  await expectMoneyInOnePlace(by, rail, { paid, paidBefore });
  paidBefore += paid;
}

const BEGINNING = ["PaymentRequested", "FundsHeld", "SubmittedToRail"];
const SETTLED = [...BEGINNING, "RailConfirmed", "PaymentSettled"];
const STORIES = {
  settled: SETTLED,
  compensated: [...BEGINNING, "RailRejected", "PaymentCompensated"],
  returned: [...SETTLED, "RailReturned", "PaymentReturned"],
};

/** Every write on the way to a settled payment, in its order. */
const ON_THE_WAY = [
  "payment PaymentRequested",
  "payment_process PaymentWanted",
  "transfer TransferHeld",
  "payment_process CommandAccepted hold",
  "payment FundsHeld",
  "payment_process CommandAccepted FundsHeld",
  "rail_submission",
  "payment_process CommandAccepted submit",
  "payment SubmittedToRail",
  "payment RailConfirmed",
  "payment_process RailConfirmed",
  "transfer HoldPosted",
  "payment_process CommandAccepted post",
  "payment PaymentSettled",
  "payment_process CommandAccepted PaymentSettled",
];

/** Kills the service while it writes, and lets the client and a new service go on as they would. */
async function dyingAt(point: string, waiting: "goes_on" | "is_cut_off", account: string) {
  const before = await paying(await payments.caller());
  const body = paymentTo(account, before);
  const key = randomUUID();
  await gate.close(point);
  const asked = before.caller.post("/v1/payments", body, key).catch(() => undefined);
  if (account.startsWith("TEST-RETURN")) {
    await asked;
    await comesTo(before.caller, body.id, "settled");
    await rail.advance(3_600_000);
  }
  await gate.met();
  await killService();
  await gate.open(waiting);
  await asked;
  await restartService();
  const by = await again(before);
  const repeated = await by.caller.post("/v1/payments", body, key);
  expect([repeated.status, repeated.json.id]).toEqual([202, body.id]);
  return { by, id: body.id };
}

/** Of two ways to die, each line is met by one, and each way by every other line: all of both takes minutes. */
const LINES = ON_THE_WAY.map((point, at) => ({
  point,
  waiting: at % 2 === 0 ? ("goes_on" as const) : ("is_cut_off" as const),
}));

describe("a service that is killed while it writes pays once", () => {
  it.each(LINES)("$point, when the line $waiting", async ({ point, waiting }) => {
    const { by, id } = await dyingAt(point, waiting, "TEST-SETTLE");
    await expectEnd(by, id, "settled");
  });
});

describe("a service that is killed while it takes a payment back", () => {
  it.each([
    "payment RailRejected",
    "transfer HoldVoided",
    "payment_process CommandAccepted release",
    "payment PaymentCompensated",
  ])("at %s gives the money back once", async (point) => {
    const { by, id } = await dyingAt(point, "is_cut_off", "TEST-REJECT-AC04");
    await expectEnd(by, id, "compensated");
  });

  it.each([
    "payment RailReturned",
    "transfer TransferReversed",
    "payment_process CommandAccepted reverse",
    "payment PaymentReturned",
  ])("at %s reverses it once", async (point) => {
    const { by, id } = await dyingAt(point, "is_cut_off", "TEST-RETURN-AC06");
    await expectEnd(by, id, "returned");
  });
});

/** Whether the rail has received something that it has not answered. */
const hasReceived = async (count: number) =>
  until(rail.audit.bind(rail), ({ submissions }) => submissions.length > count);

describe("between the service and the rail", () => {
  it("the service is killed while the rail works: it is asked or given the same again", async () => {
    const before = await paying(await payments.caller());
    const { submissions } = await rail.audit();
    await rail.follow({ kind: "answer_late", ms: 60_000, method: "POST", times: 1 });
    const body = paymentTo("TEST-SETTLE", before);
    await before.caller.post("/v1/payments", body);
    await hasReceived(submissions.length);
    await killService();
    await rail.follow();
    await restartService();
    await expectEnd(await again(before), body.id, "settled");
  });

  it("the rail is away when the payment is to be submitted", async () => {
    const by = await paying(await payments.caller());
    await rail.kill();
    const body = paymentTo("TEST-SETTLE", by);
    await by.caller.post("/v1/payments", body);
    await comesTo(by.caller, body.id, "unknown");
    await rail.revive();
    await expectEnd(by, body.id, "settled");
  });

  it("the rail is killed before it answers, and when it has accepted", async () => {
    const by = await paying(await payments.caller());
    const { submissions } = await rail.audit();
    await rail.follow({ kind: "answer_late", ms: 60_000, method: "POST", times: 1 });
    const body = paymentTo("TEST-STALL", by);
    await by.caller.post("/v1/payments", body);
    await hasReceived(submissions.length);
    await rail.kill();
    await rail.revive();
    const { submission_id: submission } = await comesTo(by.caller, body.id, "submitted");
    await rail.kill();
    await expect(rail.audit()).rejects.toThrow("fetch failed");
    await rail.revive();
    await rail.tell(submission, "settled");
    await expectEnd(by, body.id, "settled");
  });

  it("both are killed, the rail first", async () => {
    const before = await paying(await payments.caller());
    const body = paymentTo("TEST-SETTLE", before);
    await gate.close("payment_process CommandAccepted submit");
    await before.caller.post("/v1/payments", body);
    await gate.met();
    await rail.kill();
    await killService();
    await gate.open("is_cut_off");
    await restartService();
    const by = await again(before);
    await comesTo(by.caller, body.id, "unknown");
    await rail.revive();
    await expectEnd(by, body.id, "settled");
  });
});

it("a payment whose creditor is erased before the rail has heard of it is taken back", async () => {
  const before = await paying(await payments.caller());
  const { submissions } = await rail.audit();
  const body = paymentTo("TEST-SETTLE", before);
  await gate.close("rail_submission");
  await before.caller.post("/v1/payments", body);
  await gate.met();
  await killService();
  await gate.open("is_cut_off");
  const { tenant } = before.caller;
  expect((await shred(surroundings, { subject: body.id, tenant })).code).toBe(0);
  await restartService();
  const by = await again(before);
  const ended = await comesTo(by.caller, body.id, "compensated");
  expect(told(ended)).toEqual(STORIES.compensated.filter((each) => each !== "SubmittedToRail"));
  expect((await rail.audit()).submissions).toHaveLength(submissions.length);
  await expectMoneyInOnePlace(by, rail, { paid: 0n, paidBefore });
});

it("a service that was frozen goes on when another has finished: nothing happens twice", async () => {
  const frozen = payments;
  const before = await paying(await payments.caller());
  const { submissions } = await rail.audit();
  await rail.follow({ kind: "answer_late", ms: 1_500, method: "POST", times: 1 });
  const body = paymentTo("TEST-SETTLE", before);
  await before.caller.post("/v1/payments", body);
  await hasReceived(submissions.length);
  frozen.kill("SIGSTOP");
  await rail.follow();
  await restartService();
  const by = await again(before);
  await comesTo(by.caller, body.id, "settled");
  frozen.kill("SIGCONT");
  const thawed = { ...by, caller: before.caller };
  await comesTo(thawed.caller, body.id, "settled");
  const second = paymentTo("TEST-SETTLE", thawed);
  await thawed.caller.post("/v1/payments", second);
  await comesTo(thawed.caller, second.id, "settled");
  expect(told((await by.caller.get(`/v1/payments/${body.id}`)).json)).toEqual(SETTLED);
  await expectMoneyInOnePlace(by, rail, { paid: 2n * AMOUNT, paidBefore });
  paidBefore += 2n * AMOUNT;
  await frozen[Symbol.asyncDispose]();
});
