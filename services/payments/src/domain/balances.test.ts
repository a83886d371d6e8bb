import { describe, expect, it } from "vitest";

import { opened } from "../../test/in-memory/ledger-story.ts";
import type { Account } from "./account.ts";
import { balancesOf, roomOn, roomToBalance } from "./balances.ts";
import { AMOUNT_MAX } from "./counters.ts";
import { openedAccount } from "./opened-account.ts";

const counters = {
  debitsPending: 1n,
  debitsPosted: 20n,
  creditsPending: 300n,
  creditsPosted: 4_000n,
};
const account = (more: Partial<Account>): Account => ({
  ...openedAccount(opened("ann")),
  counters,
  ...more,
});

it("an account counts 38 digits", () => {
  expect(String(AMOUNT_MAX)).toBe("9".repeat(38));
});

describe("what an account holds", () => {
  it("grows by credits on an account of a customer", () => {
    expect(balancesOf("credit", counters)).toEqual({
      posted: 3_980n,
      available: 3_979n,
      pending: 4_279n,
    });
  });

  it("grows by debits on what is our own", () => {
    expect(balancesOf("debit", counters)).toEqual({
      posted: -3_980n,
      available: -4_280n,
      pending: -4_279n,
    });
  });
});

describe("how much more may be moved", () => {
  it.each([
    ["debits_must_not_exceed_credits", 7n, "debit", 3_972n],
    ["debits_must_not_exceed_credits", -7n, "debit", 3_986n],
    ["debits_must_not_exceed_credits", 7n, "credit", undefined],
    ["credits_must_not_exceed_debits", 7n, "credit", -4_287n],
    ["credits_must_not_exceed_debits", 7n, "debit", undefined],
    ["none", 7n, "debit", undefined],
    ["none", 7n, "credit", undefined],
  ] as const)("%s, %d to stay, on the %s side", (limit, minAvailable, side, room) => {
    expect(roomOn(account({ limit, minAvailable }), side)).toBe(room);
  });

  it.each([
    ["none", 0n, "debit", 3_979n],
    ["none", 0n, "credit", -4_280n],
    ["debits_must_not_exceed_credits", 7n, "debit", 3_972n],
    ["debits_must_not_exceed_credits", -7n, "debit", 3_979n],
    ["credits_must_not_exceed_debits", 7n, "credit", -4_287n],
  ] as const)("to balance: %s, %d to stay, on the %s side", (limit, minAvailable, side, room) => {
    expect(roomToBalance(account({ limit, minAvailable }), side)).toBe(room);
  });
});
