import { describe, expect, test } from "vitest";

import type { Attempt } from "../told.ts";
import { auditAnswers } from "./audit-answers.ts";
import { type Books, emptyBooks, type Transfer } from "./books.ts";

const WANTED = {
  tenant: 0,
  key: "k",
  path: "/v1/transfers",
  body: "{}",
  delivery: { kind: "plain" },
  marks: ["m"],
  isWrong: false,
} as const;

const NOTHING = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n };
const MADE: Transfer = {
  tenant: "t",
  id: "x",
  debit: "a",
  credit: "b",
  amount: 5n,
  ledger: "USD",
  kind: "posted",
  mark: "m",
  quote: null,
  pendingId: null,
  reverses: null,
  expiresAt: null,
  reversed: 0n,
  debitAfter: { version: 2, counters: { ...NOTHING, debitsPosted: 5n } },
  creditAfter: { version: 3, counters: { ...NOTHING, creditsPosted: 5n } },
};
const side = (version: string, amount: string) => ({
  version,
  posted: amount,
  available: amount,
  pending: amount,
});
const RECORD = {
  id: "x",
  kind: "posted",
  debit_account: "a",
  credit_account: "b",
  amount: "5",
  ledger: "USD",
  balances: { debit: side("2", "-5"), credit: side("3", "5") },
};

/** Books in which that has happened so often. */
function books(times: number): Books {
  const made = emptyBooks();
  if (times === 0) return made;
  made.transfers.set("t x", MADE);
  made.effects.set("t m", times);
  return made;
}

// oxlint-disable-next-line max-params -- when it was asked and answered, and what
function heard(asked: number, status: number, body: object = RECORD, isReplay = false): Attempt {
  return { asked, answer: { at: asked + 1, status, text: JSON.stringify(body), isReplay } };
}

function found(attempts: readonly Attempt[], made: Books, more: object = {}): string {
  const told = [{ operation: { ...WANTED, ...more }, attempts }];
  return auditAnswers(told, { books: made, tenants: ["t"] }).join("\n");
}

const DONE = heard(1, 201);
const REPLAYED = heard(3, 201, RECORD, true);
const REFUSED = heard(5, 422, { code: "insufficient_funds" });
const LOST: Attempt = { asked: 7 };

test.each([
  ["done and repeated", [DONE, REPLAYED], 1],
  ["refused", [REFUSED], 0],
  ["refused, where an answer that was lost was a yes", [LOST, REFUSED], 1],
  ["refused, where an answer that was lost was a no", [LOST, REFUSED], 0],
  ["refused first, and then done", [heard(0, 422, {}), REPLAYED], 1],
  ["patience asked for", [heard(0, 503, {}), DONE], 1],
])("nothing is wrong with what was %s", (_what, attempts, times) => {
  expect(found(attempts, books(times))).toBe("");
});

describe("told is", () => {
  const other = { ...RECORD, amount: "6" };
  test.each([
    ["what was accepted and is not there", [DONE], 0, "was accepted, and done 0 times"],
    ["what was accepted and done twice", [DONE], 2, "was accepted, and done 2 times"],
    ["what was refused and done", [REFUSED], 1, "was refused, and done"],
    ["what was done twice, and nobody knows", [LOST], 2, "was done 2 times"],
    ["another answer", [DONE, heard(3, 201, other, true)], 1, "was answered differently"],
    ["two first answers", [DONE, heard(3, 201)], 1, "was done 2 times, by what was answered"],
    ["a no after a yes", [DONE, REFUSED], 1, "was done, and then refused"],
    ["an error of the service", [heard(0, 500, {}), DONE], 1, "500 {}"],
    ["a record that is not so", [heard(0, 201, other)], 1, "told of x, which is"],
  ])("%s", (_what, attempts, times, sentence) => {
    expect(found(attempts, books(times))).toContain(sentence);
  });

  test("what must not be done", () => {
    expect(found([DONE], books(1), { isWrong: true })).toContain("must be refused, and was done");
  });

  test("what nobody has asked for", () => {
    expect(found([], books(1), { marks: [] })).toContain("t m: nobody has asked for this");
  });

  test("an item of a batch that was refused and done", () => {
    const answer = heard(1, 200, { results: [{ id: "x", status: "refused" }] });
    const batch = { path: "/v1/transfers/batch" };
    expect(found([answer], books(1), batch)).toContain("t m: was refused, and done");
  });
});
