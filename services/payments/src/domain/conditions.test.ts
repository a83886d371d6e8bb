import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  held,
  holding,
  moved,
  moving,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";

const part = {
  refusals: {
    condition_failed: "a condition of the transfer does not hold",
    account_not_found: "there is no such account",
    account_frozen: "nothing new is moved on a frozen account",
    insufficient_funds: "the account has less than that",
  },
  events: { AccountOpened: 1, AccountFrozen: 1, TransferPosted: 1, TransferHeld: 1 },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenNothing } = language;

/** Ann has 1,000, of which 300 are held for Bob, who holds 200 for Ann. */
const MIXED = [
  ...ANN_HAS_TEN,
  held({ transfer: "hotel", amount: 300n }),
  held({ transfer: "counter", debitAccount: "bob", creditAccount: "ann", amount: 200n }),
] as const;

const conditions = feature("Payments: conditions", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("A transfer may depend on what is on an account just before it", tellBalances);
  rule(
    "It may depend on nothing having been moved on an account since somebody looked",
    tellVersions,
  );
  rule("Conditions hold together, and are looked at in their order", tellOrder);
});

function tellBalances(): void {
  scenarioOutline(
    "at least, more than, exactly, at most, less than: to the cent",
    [
      { is: "gte", amount: 1_000n, holds: true },
      { is: "gte", amount: 1_001n, holds: false },
      { is: "gt", amount: 999n, holds: true },
      { is: "gt", amount: 1_000n, holds: false },
      { is: "eq", amount: 1_000n, holds: true },
      { is: "eq", amount: 999n, holds: false },
      { is: "lte", amount: 1_000n, holds: true },
      { is: "lte", amount: 999n, holds: false },
      { is: "lt", amount: 1_001n, holds: true },
      { is: "lt", amount: 1_000n, holds: false },
    ] as const,
    ({ is, amount, holds }) => [
      given(...ANN_HAS_TEN),
      when(
        asking(moving("rent", { conditions: [{ account: "ann", balance: "posted", is, amount }] })),
      ),
      holds
        ? thenHappened(moved({ transfer: "rent" }))
        : thenRefused("condition_failed", { account: "ann", balance: "posted", actual: 1_000n }),
    ],
  );
  scenarioOutline(
    "what is posted, what is available, what it will be once all holds are posted",
    [
      { balance: "posted", actual: 1_000n },
      { balance: "available", actual: 700n },
      { balance: "pending", actual: 900n },
    ] as const,
    ({ balance, actual }) => [
      given(...MIXED),
      when(
        asking(moving("rent", { conditions: [{ account: "ann", balance, is: "lt", amount: 0n }] })),
      ),
      thenRefused("condition_failed", { account: "ann", balance, actual }),
    ],
  );
  scenario(
    "the account need not be one of the two",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("rent", {
          conditions: [{ account: "house", balance: "posted", is: "eq", amount: -1_000n }],
        }),
      ),
    ),
    thenHappened(moved({ transfer: "rent" })),
  );
  scenario(
    "but it has to be there",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { conditions: [{ account: "eve", version: 0n }] }))),
    thenRefused("account_not_found", { account: "eve" }),
  );
}

function tellVersions(): void {
  const ifOneEntry = { conditions: [{ account: "ann", version: 1n }] } as const;
  scenario(
    "as many entries as the caller has seen",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", ifOneEntry))),
    thenHappened(moved({ transfer: "rent" })),
  );
  scenario(
    "what was held meanwhile is an entry, too",
    given(...ANN_HAS_TEN, accepted(asking(holding("hotel")))),
    when(asking(moving("rent", ifOneEntry))),
    thenRefused("condition_failed", { account: "ann", balance: "account_version", actual: 2n }),
  );
  scenario(
    "one more",
    given(...ANN_HAS_TEN, moved({ transfer: "beer", amount: 1n })),
    when(asking(moving("rent", ifOneEntry))),
    thenRefused("condition_failed", { account: "ann", balance: "account_version", actual: 2n }),
  );
  scenario(
    "of two in one batch the first makes the condition of the second fail",
    given(...ANN_HAS_TEN),
    when(asking(moving("one", ifOneEntry), moving("two", ifOneEntry))),
    thenHappened(moved({ transfer: "one" })),
  );
  scenario(
    "asked for again, the transfer is there already: its condition held when it was made",
    given(...ANN_HAS_TEN, moved({ transfer: "rent" })),
    when(asking(moving("rent", ifOneEntry))),
    thenNothing(),
  );
}

function tellOrder(): void {
  const poor = { account: "ann", balance: "available", is: "lt", amount: 5n } as const;
  scenario(
    "the first one that does not hold is named",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("rent", {
          amount: 5_000n,
          conditions: [{ account: "bob", version: 0n }, poor, { account: "bob", version: 9n }],
        }),
      ),
    ),
    thenRefused("condition_failed", { account: "ann", balance: "available", actual: 1_000n }),
  );
  scenario(
    "after the accounts, and before the amount",
    given(...ANN_HAS_TEN, accepted({ type: "FreezeAccount", account: "ann", reason: "fraud" })),
    when(asking(moving("rent", { amount: 5_000n, conditions: [poor] }))),
    thenRefused("account_frozen", { account: "ann" }),
  );
  scenario(
    "where it holds, there has to be enough all the same",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { amount: 5_000n, conditions: [{ ...poor, is: "gte" }] }))),
    thenRefused("insufficient_funds", {
      account: "ann",
      available: 1_000n,
      required: 5_000n,
      currency: "USD",
    }),
  );
}

runFeature(conditions);
runFeature(conditions, inMemoryRunner);
