import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import type { LedgerOutcome } from "../src/application/ledger-request.ts";
import {
  equity,
  type LedgerStage,
  moving,
  opening,
  openLedgerStage,
  posting,
} from "./ledger-stage.ts";

let stage: LedgerStage;
let bank = "";
let ann = "";
let bob = "";
beforeAll(async () => {
  stage = await openLedgerStage();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(async () => {
  [bank, ann, bob] = [randomUUID(), randomUUID(), randomUUID()];
  const { tenant, door } = stage;
  const commands = [
    equity(bank),
    opening(ann),
    opening(bob),
    posting(moving(bank, ann, { amount: 1_000n })),
  ];
  for (const command of commands) await door.execute({ tenant, commandId: randomUUID(), command });
});

function recorded(outcome: LedgerOutcome, id: string) {
  return "transfers" in outcome ? outcome.transfers.get(id) : undefined;
}

test("a transfer is told with both accounts as it has left them", async () => {
  const item = moving(ann, bob, { amount: 300n });
  const outcome = await stage.do(posting(item));
  expect(outcome).toMatchObject({ status: "done", results: [{ id: item.id, status: "created" }] });
  expect(recorded(outcome, item.id)).toMatchObject({
    transfer: { amount: 300n, ledger: "USD", kind: "posted" },
    debit: { version: 2n, counters: { debitsPosted: 300n, creditsPosted: 1_000n } },
    credit: { version: 1n, counters: { creditsPosted: 300n } },
  });
});

test("asked for again under the same id, the first answer is given again", async () => {
  const item = moving(ann, bob, { amount: 300n });
  const commandId = randomUUID();
  const first = await stage.do(posting(item), commandId);
  await stage.do(posting(moving(bank, ann, { amount: 5n })));
  const again = await stage.do(posting(item), commandId);
  expect(again).toMatchObject({
    status: "replayed",
    results: [{ id: item.id, status: "created" }],
  });
  expect(recorded(again, item.id)).toEqual(recorded(first, item.id));
  const other = await stage.do(posting({ ...item, amount: 301n }), commandId);
  expect(other).toEqual({ status: "key_reused" });
});

test("the same transfer under another command is there already", async () => {
  const item = moving(ann, bob, { amount: 300n });
  await stage.do(posting(item));
  expect(await stage.do(posting(item))).toMatchObject({
    status: "done",
    results: [{ id: item.id, status: "exists" }],
  });
  expect(await stage.do(posting({ ...item, amount: 301n }))).toMatchObject({
    status: "refused",
    refusal: { code: "exists_with_different_amount" },
  });
});

test("more than there is is refused, and leaves nothing behind", async () => {
  const item = moving(ann, bob, { amount: 1_001n });
  const commandId = randomUUID();
  expect(await stage.do(posting(item), commandId)).toMatchObject({
    status: "refused",
    refusal: { code: "insufficient_funds", data: { available: 1_000n, required: 1_001n } },
  });
  await stage.do(posting(moving(bank, ann, { amount: 1n })));
  expect(await stage.do(posting(item), commandId)).toMatchObject({ status: "done" });
});

test("an attempt that was to be made once is used up by a no", async () => {
  const item = moving(ann, bob, { amount: 1_001n, once: "attempt" });
  expect(await stage.do(posting(item))).toMatchObject({ refusal: { code: "insufficient_funds" } });
  await stage.do(posting(moving(bank, ann, { amount: 1n })));
  expect(await stage.do(posting(item))).toMatchObject({ refusal: { code: "id_already_failed" } });
});

test("a hold is posted in part, once, and the rest is released", async () => {
  const hold = moving(ann, bob, { amount: 600n, isPending: true, timeoutSeconds: 60 });
  await stage.do(posting(hold));
  expect(await stage.do(posting(moving(ann, bob, { amount: 401n })))).toMatchObject({
    refusal: { code: "insufficient_funds", data: { available: 400n } },
  });
  const post = { kind: "post_hold", id: randomUUID(), hold: hold.id, amount: 250n } as const;
  const outcome = await stage.do(posting(post));
  expect(recorded(outcome, post.id)).toMatchObject({
    transfer: { kind: "post", pendingId: hold.id, amount: 250n },
    debit: { counters: { debitsPending: 0n, debitsPosted: 250n } },
  });
  const again = { kind: "void_hold", id: randomUUID(), hold: hold.id, reason: "late" } as const;
  expect(await stage.do(posting(again))).toMatchObject({
    refusal: { code: "pending_transfer_already_posted" },
  });
});

test("a hold whose time is over is refused to be posted, and released by whoever comes round", async () => {
  const hold = moving(ann, bob, { amount: 600n, isPending: true, timeoutSeconds: 60 });
  await stage.do(posting(hold));
  const expiry = { kind: "expire_hold", id: randomUUID(), hold: hold.id } as const;
  expect(await stage.do(posting(expiry))).toMatchObject({
    refusal: { code: "pending_transfer_not_expired" },
  });
  stage.clock.offsetMs += 60_000;
  expect(
    await stage.do(posting({ kind: "post_hold", id: randomUUID(), hold: hold.id })),
  ).toMatchObject({
    refusal: { code: "pending_transfer_expired" },
  });
  const outcome = await stage.do(posting(expiry));
  expect(recorded(outcome, expiry.id)).toMatchObject({
    debit: { counters: { debitsPending: 0n } },
  });
});

test("what is linked passes or fails together, and what is not stands alone", async () => {
  const [first, second, third] = [
    moving(ann, bob, { amount: 10n }),
    moving(ann, bob, { amount: 5_000n }),
    moving(ann, bob, { amount: 20n }),
  ];
  const batch = posting({ ...first, isLinked: true }, second, third);
  expect(await stage.do(batch)).toMatchObject({
    status: "done",
    results: [
      { status: "refused", refusal: { code: "linked_event_failed" } },
      { status: "refused", refusal: { code: "insufficient_funds" } },
      { id: third.id, status: "created" },
    ],
  });
  const atomic = { ...posting(first, second), isAtomic: true };
  expect(await stage.do(atomic)).toMatchObject({ refusal: { code: "insufficient_funds" } });
});

test("a batch is answered again as it was, with what was refused in it", async () => {
  const batch = posting(moving(ann, bob, { amount: 10n }), moving(ann, bob, { amount: 5_000n }));
  const commandId = randomUUID();
  const first = await stage.do(batch, commandId);
  const again = await stage.do(batch, commandId);
  expect(again).toMatchObject({ status: "replayed" });
  expect("results" in again && again.results).toEqual("results" in first && first.results);
});

test("money is taken back, in parts and not more than there was", async () => {
  const item = moving(ann, bob, { amount: 300n });
  await stage.do(posting(item));
  const part = {
    kind: "reverse",
    id: randomUUID(),
    original: item.id,
    amount: 100n,
    reason: "broken",
  };
  const reversal = { ...part, kind: "reverse", isForced: false } as const;
  expect(recorded(await stage.do(posting(reversal)), part.id)).toMatchObject({
    transfer: { kind: "reversal", reverses: item.id, debitAccount: bob, creditAccount: ann },
  });
  expect(await stage.do(posting({ ...reversal, id: randomUUID(), amount: 201n }))).toMatchObject({
    refusal: { code: "exceeds_reversible_amount", data: { reversible: 200n } },
  });
});

test("many at the same time on one account: each sees the others", async () => {
  const tries = Array.from({ length: 60 }, () => moving(ann, bob, { amount: 30n }));
  const outcomes = await Promise.all(tries.map((item) => stage.do(posting(item))));
  expect(outcomes.filter(({ status }) => status === "done")).toHaveLength(33);
});

test("two doors and the same command at the same moment: one effect, one answer", async () => {
  const other = stage.openDoor();
  const { tenant } = stage;
  const item = moving(ann, bob, { amount: 300n });
  const request = { tenant, commandId: randomUUID(), command: posting(item) };
  const outcomes = await Promise.all(
    [stage.door, other, stage.door, other].map((door) => door.execute(request)),
  );
  expect(outcomes.filter(({ status }) => status === "done")).toHaveLength(1);
  expect(outcomes.filter(({ status }) => status === "replayed")).toHaveLength(3);
});

test("money is converted by a quote, once", async () => {
  const [desk, vault, eve] = [randomUUID(), randomUUID(), randomUUID()];
  await stage.do(equity(desk));
  await stage.do(equity(vault, { ledger: "INR" }));
  await stage.do(opening(eve, { ledger: "INR" }));
  const quote = randomUUID();
  await stage.do({
    type: "IssueQuote",
    quote,
    sell: { currency: "USD", minor: 500n },
    buy: { currency: "INR", minor: 41_210n },
    rate: { num: 8_242_135n, den: 100_000n },
    spreadMinor: 5n,
    rounding: "floor",
    validSeconds: 86_400,
    sellLiquidity: desk,
    buyLiquidity: vault,
  });
  const convert = {
    type: "Convert",
    quote,
    conversion: randomUUID(),
    source: ann,
    destination: eve,
    transfers: { sold: randomUUID(), spread: randomUUID(), bought: randomUUID() },
  } as const;
  const outcome = await stage.do(convert);
  expect(outcome).toMatchObject({ status: "done", quote: { usedBy: convert.conversion } });
  expect(recorded(outcome, convert.transfers.bought)).toMatchObject({
    credit: { counters: { creditsPosted: 41_210n } },
  });
  expect(await stage.do({ ...convert, conversion: randomUUID() })).toMatchObject({
    refusal: { code: "quote_already_used" },
  });
});

test("a number is given once", async () => {
  const number = `ACC-${randomUUID()}`;
  const both = [opening(randomUUID(), { number }), opening(randomUUID(), { number })];
  const outcomes = await Promise.all(both.map((each) => stage.do(each)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["done", "refused"]);
});
