import { describe, expect, it } from "vitest";

import { accountsAlone } from "./accounts-alone.ts";
import type { Condition, Item, LedgerCommand, NewTransfer } from "./ledger-command.ts";

const transfer = (more: Partial<NewTransfer> = {}): Item => ({
  kind: "transfer",
  id: "rent",
  debitAccount: "ann",
  creditAccount: "bob",
  amount: 1n,
  code: 1,
  isPending: false,
  conditions: [],
  once: "success",
  hasNewId: true,
  ...more,
});

/** Its id was chosen by the client. */
const { hasNewId: _, ...ofClient } = transfer();

const posting = (...items: readonly Item[]): LedgerCommand => ({
  type: "PostTransfers",
  isAtomic: false,
  items,
});

const about = (account: string): Condition => ({ account, version: 1n });

describe("the accounts that decide a command alone", () => {
  it("are those of its transfers", () => {
    const conditions = [about("ann"), about("bob")];
    const other = transfer({ debitAccount: "bob", creditAccount: "carl", conditions: [] });
    expect(accountsAlone(posting(transfer({ conditions }), other))).toEqual([
      "ann",
      "bob",
      "bob",
      "carl",
    ]);
  });

  it.each<[string, LedgerCommand]>([
    ["nothing is to be done", posting()],
    ["an id may be known", posting(transfer(), ofClient)],
    ["a no leaves something", posting(transfer({ once: "attempt" }))],
    ["a third account is looked at", posting(transfer({ conditions: [about("carl")] }))],
    ["a hold ends", posting({ kind: "post_hold", id: "p", hold: "h" })],
    ["it is about an account", { type: "FreezeAccount", account: "ann", reason: "r" }],
  ])("are not all where %s", (_why, command) => {
    expect(accountsAlone(command)).toBeUndefined();
  });
});
