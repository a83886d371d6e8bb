import { refuse } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { moving, opening } from "../../../test/in-memory/ledger-story.ts";
import type { ItemResult } from "../decide-transfers.ts";
import type { Item } from "../ledger-command.ts";
import type { LedgerRefusal } from "../ledger-refusal.ts";
import { auditStream } from "./audit-stream.ts";
import { refusedAttempt, refusedItems } from "./refused-items.ts";
import { withCurrency } from "./subject.ts";

const AT = "2026-11-27T23:59:59.999Z";
const ASKER = { actor: "ann", client: "till", action: "transfer.batch" };
const TOLD = { type: "AttemptRefused", ...ASKER, at: AT };

const NOBODY = refuse("account_not_found", "nobody", { account: "bob" });
const MONEY = { account: "ann", available: 1n, required: 2n, currency: "USD" };
const TOO_LITTLE = refuse("insufficient_funds", "too little", MONEY);

const refused = (id: string, refusal: LedgerRefusal = NOBODY): ItemResult => ({
  id,
  status: "refused",
  refusal,
});

/** What is told of these items, if this came of them. */
function told(items: readonly Item[], results: readonly ItemResult[]) {
  const command = { type: "PostTransfers", isAtomic: false, items } as const;
  return refusedItems(ASKER, { command, results }, AT);
}

describe("what is refused of a batch", () => {
  it("is told of each item, with what was to be moved from where", () => {
    const items = [moving("t1"), moving("t2", { debitAccount: "eve", amount: 7n, ledger: "EUR" })];
    expect(told(items, [{ id: "t1", status: "created" }, refused("t2")])).toEqual([
      { ...TOLD, resource: "account:eve", amount: 7n, currency: "EUR", code: "account_not_found" },
    ]);
  });

  it("has the currency that the refusal tells, and no amount that nobody named", () => {
    const item = moving("t1", { debitAccount: "ann", amount: "max", balancing: "debit" });
    const [attempt] = told([item], [refused("t1", TOO_LITTLE)]);
    expect(attempt).toEqual({
      ...TOLD,
      resource: "account:ann",
      currency: "USD",
      code: "insufficient_funds",
    });
  });

  it("is told of what ends or takes back a transfer by that", () => {
    const item = { kind: "void_hold", id: "v1", hold: "h1", reason: "a secret" } as const;
    expect(told([item], [refused("v1")])).toEqual([
      { ...TOLD, resource: "transfer:v1", code: "account_not_found" },
    ]);
  });

  it("is not told of what fails only since another one does", () => {
    const items = [{ ...moving("t1"), isLinked: true }, moving("t2")];
    const results = [
      refused("t1", refuse("linked_event_failed", "linked")),
      refused("t2", TOO_LITTLE),
    ];
    expect(told(items, results).map(({ code }) => code)).toEqual(["insufficient_funds"]);
  });

  it("is nothing of a command that has no items", () => {
    expect(refusedItems(ASKER, { command: opening("ann"), results: [] }, AT)).toEqual([]);
    const left = refusedItems(ASKER, { command: opening("ann"), results: [refused("t1")] }, AT);
    expect(left).toMatchObject([{ resource: "transfer:t1" }]);
  });
});

describe("what is refused as a whole", () => {
  it("is told with what it is about, and a currency only where the refusal names one", () => {
    const about = { resource: "account:ann", amount: 5n, currency: "EUR" };
    const of = (refusal: LedgerRefusal) => refusedAttempt(ASKER, { about, refusal }, AT);
    expect(of(NOBODY)).toEqual({ ...TOLD, ...about, code: "account_not_found" });
    expect(of(TOO_LITTLE)).toEqual({
      ...TOLD,
      ...about,
      currency: "USD",
      code: "insufficient_funds",
    });
    expect(withCurrency(about, { currency: 7 })).toBe(about);
  });

  it("stands in the stream of its tenant and its day", () => {
    expect(auditStream("t", AT)).toBe("audit-t-2026-11-27");
  });
});
