import { expect, test } from "vitest";

import type { Operation } from "../plan.ts";
import { auditRail, comingBack, isAtRest, type Payment } from "./audit-rail.ts";
import { emptyBooks, type Transfer } from "./books.ts";

const PAYMENT: Payment = {
  tenant: "t",
  id: "p",
  amount: "5",
  submission: "s",
  hold: "h",
  post: "o",
  release: "r",
  reversal: "v",
  phase: "settled",
  attention: null,
};
const AFTER = {
  version: 1,
  counters: { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n },
};
const HOLD: Transfer = {
  tenant: "t",
  id: "h",
  kind: "pending",
  debit: "payer",
  credit: "clearing",
  amount: 5n,
  ledger: "USD",
  mark: null,
  quote: null,
  pendingId: null,
  reverses: null,
  expiresAt: null,
  debitAfter: AFTER,
  creditAfter: AFTER,
  reversed: 0n,
};
const PAID = { ...HOLD, ended: { how: "posted", by: "o", amount: 5n } };
const FREED = { ...HOLD, ended: { how: "voided", by: "r", amount: 0n } };
const POST: Transfer = { ...HOLD, id: "o", kind: "post", pendingId: "h" };
const BACK = { ...POST, reversed: 5n };

type Made = readonly Transfer[];

function found(told: Partial<Payment>, rail: object | undefined, made: Made): string {
  const books = emptyBooks();
  for (const each of made) books.transfers.set(`t ${each.id}`, each);
  const sent = { submission_id: "s", amount: "5", state: "settled", conflicts: 0 };
  const submissions = rail === undefined ? [] : [{ ...sent, ...rail }];
  return auditRail([{ ...PAYMENT, ...told }], submissions, books).join("\n");
}

test.each<readonly [string, Partial<Payment>, object | undefined, Made]>([
  ["settled", {}, {}, [PAID, POST]],
  ["rejected", { phase: "compensated" }, { state: "rejected" }, [FREED]],
  ["returned", { phase: "returned" }, { state: "returned" }, [PAID, BACK]],
  ["refused", { phase: "refused" }, undefined, []],
  ["looked after", { phase: "confirmed", attention: "post" }, {}, [HOLD]],
])("nothing is wrong with a payment that is %s", (_what, told, rail, made) => {
  expect(found(told, rail, made)).toBe("");
});

test.each<readonly [string, Partial<Payment>, object | undefined, Made, string]>([
  ["paid by the rail alone", { phase: "compensated" }, {}, [FREED], "but settled, the payer's"],
  ["held for ever", {}, {}, [HOLD], "but settled, held"],
  ["paid although the rail rejected it", {}, { state: "rejected" }, [PAID, POST], "but rejected"],
  [
    "returned and kept",
    { phase: "returned" },
    { state: "returned" },
    [PAID, POST],
    "returned, paid",
  ],
  ["never given to the rail", {}, undefined, [PAID, POST], "but nothing, paid"],
  ["on its way", { phase: "submitted" }, {}, [HOLD], "is submitted (undefined)"],
  ["of another amount", {}, { amount: "6" }, [PAID, POST], "the rail has 6"],
  ["given twice", {}, { conflicts: 1 }, [PAID, POST], "with other contents"],
  ["nobody's", { submission: "other" }, {}, [PAID, POST], "which is no payment"],
  ["posted in part", {}, {}, [PAID, { ...POST, amount: 4n }], "but settled, nowhere"],
])("a payment that is %s is told", (_what, told, rail, made, sentence) => {
  expect(found(told, rail, made)).toContain(sentence);
});

test("a payment whose money comes back is not at rest before it has", () => {
  const body = '{"creditor":{"account":"TEST-RETURN-AC06"}}';
  const coming = comingBack({ operations: [operation(body, "back"), operation("{}", "p")] });
  const back = { ...PAYMENT, id: "back" };
  const all = [PAYMENT, back, { ...back, phase: "returned" }];
  expect(all.map((each) => isAtRest(each, coming))).toEqual([true, false, true]);
  expect(isAtRest({ ...PAYMENT, phase: "unknown" }, coming)).toBe(false);
  expect(isAtRest({ ...PAYMENT, phase: "unknown", attention: "rail" }, coming)).toBe(true);
});

function operation(body: string, mark: string): Pick<Operation, "body" | "marks"> {
  return { body, marks: [mark] };
}
