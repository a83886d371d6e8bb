import { randomUUID } from "node:crypto";

import {
  PaymentsClient,
  type PaymentsClientOptions,
  type PaymentsEvent,
  PaymentsProblem,
} from "@holdfast/payments/client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { openPaymentStage, type PaymentStage } from "./payment-stage.ts";
import { type Caller, startPayments } from "./start-payments.ts";

let stage: PaymentStage;
let caller: Caller;
let client: PaymentsClient;
beforeAll(async () => {
  stage = await openPaymentStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(async () => {
  caller = await stage.payments.caller();
  client = clientWith();
});

/** A client of the tenant. */
function clientWith(more: Partial<PaymentsClientOptions> = {}): PaymentsClient {
  return new PaymentsClient({
    url: stage.payments.url,
    token: caller.token,
    random: () => 0,
    ...more,
  });
}

/** Opens a customer's account, or one of the house that may go as low as it likes; its id. */
async function opened(more: Opened = {}) {
  const { ledger = "USD", isHouse = false, ...number } = more;
  const { id, etag } = await client.accounts.open({
    ...number,
    ledger,
    code: isHouse ? 3_000 : 2_000,
    normal_side: "credit",
    limit: isHouse ? "none" : "debits_must_not_exceed_credits",
  });
  expect(etag).toBe('"1.0"');
  return id;
}

type Opened = {
  readonly ledger?: string;
  readonly isHouse?: boolean;
  readonly number?: string;
};

/** A house and two customers, the first with 1,000 minor units. */
async function threeAccounts() {
  const [house, ann, bob] = [await opened({ isHouse: true }), await opened(), await opened()];
  await client.transfers.create({ debit_account: house, credit_account: ann, amount: "1000" });
  return { house, ann, bob };
}

const between = (debit_account: string, credit_account: string, amount: string) => ({
  debit_account,
  credit_account,
  amount,
});

test("a hold is posted in part, and what was moved is taken back", async () => {
  const { ann, bob } = await threeAccounts();
  const hold = await client.transfers.create({ ...between(ann, bob, "300"), pending: true });
  expect(hold.balances.debit).toMatchObject({ posted: "1000", available: "700" });
  const posted = await client.transfers.post(hold.id, { amount: "100" });
  expect(posted).toMatchObject({ kind: "post", pending_id: hold.id, amount: "100" });
  await client.transfers.reverse(posted.id, { amount: "40", reason: "too much" });
  const other = await client.transfers.create({ ...between(ann, bob, "5"), pending: true });
  await client.transfers.void(other.id, { reason: "never mind" });
  expect(await client.transfers.get(hold.id)).toMatchObject({ resolution: { kind: "posted" } });
  expect(await client.accounts.balances(ann)).toMatchObject({ posted: "940", available: "940" });
  const { results } = await client.transfers.batch({
    transfers: [between(ann, bob, "1"), between(bob, ann, "99999")],
  });
  expect(results.map(({ status, problem }) => problem?.code ?? status)).toEqual([
    "created",
    "insufficient_funds",
  ]);
});

test("money is converted by a quote, and the ledger is balanced", async () => {
  const { house, ann } = await threeAccounts();
  const [vault, eve] = [
    await opened({ ledger: "EUR", isHouse: true }),
    await opened({ ledger: "EUR" }),
  ];
  const quote = await client.fx.quote({
    sell: { currency: "USD", minor: "100" },
    buy: { currency: "EUR" },
    rate: "0.9",
    sell_liquidity: house,
    buy_liquidity: vault,
  });
  const done = await client.fx.convert({ quote: quote.id, source: ann, destination: eve });
  expect(done.transfers.map(({ amount, ledger }) => `${amount} ${ledger}`)).toEqual([
    "100 USD",
    "90 EUR",
  ]);
  const balance = await client.ledgers.trialBalance("USD", { verify: true });
  expect(balance).toMatchObject({ is_balanced: true, verification: { differences: [] } });
});

test("accounts are decided about as they were seen", async () => {
  const seen = await client.accounts.open({
    number: "ACC777",
    ledger: "USD",
    code: 2_000,
    normal_side: "credit",
    limit: "none",
  });
  const { id, etag } = await client.accounts.byNumber("ACC777");
  expect([id, etag]).toEqual([seen.id, seen.etag]);
  const frozen = await client.accounts.freeze(id, { reason: "asked" }, { ifMatch: etag });
  expect(frozen).toMatchObject({ status: "frozen", etag: '"2.0"' });
  const late = client.accounts.unfreeze(id, { reason: "asked" }, { ifMatch: etag });
  await expect(late).rejects.toMatchObject({ status: 412, code: "version_conflict" });
  await client.accounts.unfreeze(id, { reason: "asked" });
  await client.accounts.limits(id, { reason: "grown", min_available: "-5" });
  await client.accounts.close(id, { reason: "moved" });
  expect((await client.accounts.reopen(id, { reason: "back" })).status).toBe("open");
});

test("lists are walked over all their pages", async () => {
  const { house, ann, bob } = await threeAccounts();
  for (const amount of ["1", "2", "3", "4", "5"]) {
    await client.transfers.create({ ...between(ann, bob, amount), metadata: { run: "a" } });
  }
  const filter = { account: ann, limit: 2, metadata: { run: "a" } };
  const listed = await Array.fromAsync(client.transfers.list(filter));
  expect(listed.map(({ amount }) => amount)).toEqual(["1", "2", "3", "4", "5"]);
  const pages = await Array.fromAsync(client.accounts.statement(ann, { limit: 4 }).pages());
  expect(pages.map((page) => [page.opening_balance, page.closing_balance])).toEqual([
    ["0", "994"],
    ["994", "985"],
  ]);
  const accounts = await Array.fromAsync(client.accounts.list({ limit: 1 }));
  expect(accounts.map(({ id }) => id)).toEqual([house, ann, bob]);
});

test("a no has a code, and the params of that code", async () => {
  const { ann, bob } = await threeAccounts();
  const refused = client.transfers.create(between(ann, bob, "5000"));
  const error: unknown = await refused.catch((thrown: unknown) => thrown);
  const params =
    error instanceof PaymentsProblem && error.is("insufficient_funds") ? error.params : undefined;
  expect(params).toEqual({ account: ann, available: "1000", required: "5000", currency: "USD" });
  const wrong = client.transfers.create(between(ann, bob, "0.5"));
  await expect(wrong).rejects.toMatchObject({
    code: "invalid_amount",
    errors: [{ in: "body", pointer: "/amount" }],
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/u),
    attempts: 1,
  });
  const records = await Array.fromAsync(client.audit.list({ result: "refused" }));
  expect(records).toMatchObject([{ error_code: "insufficient_funds", amount: "5000" }]);
});

test("a transfer whose first answer is lost is made once", async () => {
  const { ann, bob } = await threeAccounts();
  let lost = 0;
  const losing: typeof fetch = async (url, init) => {
    const answer = await fetch(url, init);
    lost += 1;
    if (lost > 2) return answer;
    await answer.body?.cancel();
    throw new TypeError("fetch failed");
  };
  const made = await clientWith({ fetch: losing }).transfers.create(between(ann, bob, "7"));
  expect(lost).toBe(3);
  const listed = await Array.fromAsync(client.transfers.list({ account: bob }));
  expect(listed.map(({ id }) => id)).toEqual([made.id]);
  expect((await client.accounts.get(bob)).balances.posted).toBe("7");
});

test("events are followed through streams that end, each once and in order", async () => {
  const { ann, bob } = await threeAccounts();
  const brief = await startPayments(stage.surroundings, { SSE_LIFETIME: "150ms" });
  await using _brief = brief;
  let streams = 0;
  const counting: typeof fetch = (url, init) => {
    streams += 1;
    return fetch(url, init);
  };
  const over = new AbortController();
  const told: PaymentsEvent[] = [];
  const follower = clientWith({ url: brief.url, fetch: counting });
  const follow = async (): Promise<void> => {
    const { signal } = over;
    for await (const event of follower.events.follow({ type: ["TransferPosted"] }, { signal })) {
      told.push(event);
    }
  };
  const following = follow();
  const amounts = ["1000"];
  for (const amount of ["1", "2", "3", "4"]) {
    amounts.push(amount);
    const before = streams;
    await client.transfers.create(between(ann, bob, amount));
    await expect.poll(() => streams, { timeout: 20_000 }).toBeGreaterThan(before);
  }
  const moved = () =>
    told.map((event) => (event.type === "TransferPosted" ? event.data.amount : event.type));
  await expect.poll(moved, { timeout: 20_000 }).toEqual(amounts);
  over.abort(new RangeError("enough"));
  await expect(following).rejects.toThrow("enough");
  const listed = await Array.fromAsync(client.events.list({ type: ["TransferPosted"], limit: 2 }));
  expect(listed).toEqual(told);
});

test("whoever follows from now on misses nothing on the way back", async () => {
  const { ann, bob } = await threeAccounts();
  const broken = new AbortController();
  let streams = 0;
  const breaking: typeof fetch = (url, init) => {
    const isStream = new Headers(init?.headers).get("accept") === "text/event-stream";
    if (isStream) streams += 1;
    const signal = AbortSignal.any([broken.signal, ...(init?.signal ? [init.signal] : [])]);
    return fetch(url, isStream && streams === 1 ? { ...init, signal } : init);
  };
  const events = clientWith({ fetch: breaking }).events.follow({ from: "now" });
  const first = events.next();
  await expect.poll(() => streams).toBe(1);
  broken.abort();
  const { id } = await client.transfers.create(between(ann, bob, "7"));
  expect(await first).toMatchObject({
    value: { type: "TransferPosted", data: { transfer: id, amount: "7" } },
  });
  await events.return();
  expect(streams).toBeGreaterThan(1);
});

test("what was signed proves an event", async () => {
  await threeAccounts();
  const [event] = (await client.events.page({ limit: 1 })).data;
  const prove = () => client.audit.inclusion({ event: event?.cursor ?? "" });
  await expect
    .poll(
      () =>
        prove().then(
          ({ size }) => size,
          () => 0,
        ),
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  const [head] = await Array.fromAsync(client.audit.checkpoints());
  const size = head?.size ?? 0;
  expect(await client.audit.consistency({ from: 1, to: size })).toMatchObject({ to: size });
});

test("a payment goes to the outside, and what has become of it is told", async () => {
  const { ann } = await threeAccounts();
  await opened({ number: "CLEARING-USD" });
  const asked = await client.payments.request({
    account: ann,
    amount: "300",
    currency: "USD",
    creditor: { name: "Ada Lovelace", account: "DE02120300000000202051" },
    debtor: { name: "Charles Babbage", account: "GB33BUKB20201555555555" },
  });
  const state = async () => (await client.payments.get(asked.id)).state;
  await expect.poll(state, { timeout: 20_000 }).toBe("settled");
  const listed = client.payments.list({ state: "settled" });
  const states = async () => (await Array.fromAsync(listed)).map(({ id }) => id);
  await expect.poll(states, { timeout: 20_000 }).toEqual([asked.id]);
  const resumed = client.payments.resume(asked.id, { reason: "again" });
  await expect(resumed).rejects.toMatchObject({ code: "payment_needs_no_attention" });
  const resolved = client.payments.resolve(asked.id, { outcome: "settled", reason: "again" });
  await expect(resolved).rejects.toMatchObject({ status: 409 });
  await expect(client.payments.get(randomUUID())).rejects.toMatchObject({
    code: "payment_not_found",
  });
});
