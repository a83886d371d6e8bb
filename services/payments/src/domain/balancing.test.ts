import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  holding,
  moved,
  moving,
  opened,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";

const part = {
  refusals: {
    insufficient_funds: "nothing is left to be moved, or the other account may not take it",
    exists_with_different_amount: "the id is that of a transfer of more",
  },
  events: { AccountOpened: 1, TransferPosted: 1, TransferHeld: 1 },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenNothing, thenIdempotent } = language;

const short = (available: bigint, required: bigint, account: string) =>
  ({ account, available, required, currency: "USD" }) as const;

const balancing = feature("Payments: balancing transfers", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("All that is left on a side is moved, up to an amount", tellAmounts);
  rule("Where nothing is left, nothing is moved", tellLimits);
  rule("Asked for again, it is there already, whatever it came to", tellRepetitions);
});

function tellAmounts(): void {
  scenarioOutline(
    "no more is moved than is left, and no more than was asked for",
    [
      { amount: "max", is: 1_000n },
      { amount: 1_001n, is: 1_000n },
      { amount: 999n, is: 999n },
    ] as const,
    ({ amount, is }) => [
      given(...ANN_HAS_TEN),
      when(asking(moving("rest", { amount, balancing: "debit" }))),
      thenHappened(moved({ transfer: "rest", amount: is })),
      thenIdempotent(),
    ],
  );
  scenario(
    "what is held is left out",
    given(...ANN_HAS_TEN, accepted(asking(holding("hotel", { amount: 600n })))),
    when(asking(moving("rest", { amount: "max", balancing: "debit" }))),
    thenHappened(moved({ transfer: "rest", amount: 400n })),
  );
  scenario(
    "so is what has to stay",
    given(
      ...ANN_HAS_TEN,
      opened("eve", { minAvailable: 100n }),
      moved({ transfer: "gift", creditAccount: "eve", amount: 300n }),
    ),
    when(asking(moving("rest", { debitAccount: "eve", amount: "max", balancing: "debit" }))),
    thenHappened(moved({ transfer: "rest", debitAccount: "eve", amount: 200n })),
  );
  scenario(
    "an overdraft is not used up by it: it ends at nothing",
    given(
      ...ANN_HAS_TEN,
      opened("eve", { minAvailable: -100n }),
      moved({ transfer: "gift", creditAccount: "eve", amount: 300n }),
    ),
    when(asking(moving("rest", { debitAccount: "eve", amount: "max", balancing: "debit" }))),
    thenHappened(moved({ transfer: "rest", debitAccount: "eve", amount: 300n })),
  );
  scenario(
    "it ends at nothing where there is no limit, too",
    given(
      ...ANN_HAS_TEN,
      moved({ transfer: "fee", creditAccount: "house", amount: 1_000n }),
      moved({ transfer: "more", debitAccount: "bob", creditAccount: "house", amount: 70n }),
    ),
    when(asking(moving("rest", { debitAccount: "house", amount: "max", balancing: "debit" }))),
    thenHappened(moved({ transfer: "rest", debitAccount: "house", amount: 70n })),
  );
  scenario(
    "the other side is balanced as well: what the house owes is made up for",
    given(...ANN_HAS_TEN),
    when(asking(moving("back", { creditAccount: "house", amount: "max", balancing: "credit" }))),
    thenHappened(moved({ transfer: "back", creditAccount: "house", amount: 1_000n })),
  );
}

function tellLimits(): void {
  scenario(
    "where nothing is left, nothing is moved",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("rest", {
          debitAccount: "bob",
          creditAccount: "ann",
          amount: "max",
          balancing: "debit",
        }),
      ),
    ),
    thenRefused("insufficient_funds", short(0n, 1n, "bob")),
  );
  scenario(
    "the limit of the other account holds all the same",
    given(
      ...ANN_HAS_TEN,
      opened("cash", { normalSide: "debit", limit: "credits_must_not_exceed_debits" }),
    ),
    when(asking(moving("rest", { creditAccount: "cash", amount: "max", balancing: "debit" }))),
    thenRefused("insufficient_funds", short(0n, 1_000n, "cash")),
  );
}

function tellRepetitions(): void {
  scenarioOutline(
    "it was to be no more than this",
    [{ amount: "max" }, { amount: 1_000n }, { amount: 1_001n }] as const,
    ({ amount }) => [
      given(...ANN_HAS_TEN, moved({ transfer: "rest", amount: 1_000n })),
      when(asking(moving("rest", { amount, balancing: "debit" }))),
      thenNothing(),
    ],
  );
  scenario(
    "more has moved than may have been asked for",
    given(...ANN_HAS_TEN, moved({ transfer: "rest", amount: 1_000n })),
    when(asking(moving("rest", { amount: 999n, balancing: "debit" }))),
    thenRefused("exists_with_different_amount", { transfer: "rest" }),
  );
}

runFeature(balancing);
runFeature(balancing, inMemoryRunner);
