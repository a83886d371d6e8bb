import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { ledgerLanguage } from "../../test/in-memory/ledger-language.ts";
import {
  ANN_HAS_TEN,
  asking,
  askingForAll,
  BEGINNING,
  held,
  moved,
  moving,
  opened,
  openedHouse,
  reversing,
} from "../../test/in-memory/ledger-story.ts";
import { AMOUNT_MAX } from "./counters.ts";
import type { LedgerEvent } from "./ledger-event.ts";

const language = ledgerLanguage({
  insufficient_funds: "the account has less than that",
  invalid_amount: "an amount is a whole number from 1 to 38 digits",
  currency_mismatch: "a transfer has one currency, and so have both of its accounts",
  exceeds_pending_transfer_amount: "no more is posted than was held",
  id_already_failed: "it was to be tried once, and has failed",
});
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenNothing } = language;

const at = BEGINNING;
const once = { once: "attempt" } as const;
const rejected = (transfer: string, code: string): LedgerEvent => ({
  type: "TransferRejected",
  transfer,
  code,
  at,
});
const rich = moved({
  transfer: "bonus",
  debitAccount: "house",
  creditAccount: "ann",
  amount: 9_000n,
});

const attempts = feature("Payments: tried once", () => {
  rule("What is refused leaves nothing behind, and may be tried again", tellSuccess);
  rule("What is to be tried once is used up by a no that might be a yes next time", tellAttempt);
  rule("A no that will be a no for ever uses up nothing", tellPermanent);
  rule("Of what is linked, only what was the cause is used up", tellLinked);
});

function tellSuccess(): void {
  scenario(
    "nothing happens at the first attempt",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { amount: 1_001n }))),
    thenRefused("insufficient_funds"),
  );
  scenario(
    "and at the second one there may be enough",
    given(...ANN_HAS_TEN, rich),
    when(asking(moving("rent", { amount: 1_001n }))),
    thenHappened(moved({ transfer: "rent", amount: 1_001n })),
  );
}

function tellAttempt(): void {
  scenarioOutline(
    "whatever the reason, it is told",
    [
      { item: moving("rent", { amount: 1_001n, ...once }), code: "insufficient_funds" },
      { item: moving("rent", { creditAccount: "eve", ...once }), code: "account_not_found" },
      { item: moving("rent", { creditAccount: "cold", ...once }), code: "account_frozen" },
      { item: moving("rent", { creditAccount: "gone", ...once }), code: "account_closed" },
      { item: moving("rent", { creditAccount: "full", ...once }), code: "overflow" },
      {
        item: moving("rent", { conditions: [{ account: "ann", version: 7n }], ...once }),
        code: "condition_failed",
      },
      {
        item: { kind: "post_hold", id: "rent", hold: "hold", ...once },
        code: "pending_transfer_not_found",
      },
      {
        item: { kind: "void_hold", id: "rent", hold: "hold", reason: "sold out", ...once },
        code: "pending_transfer_not_found",
      },
      { item: reversing("rent", "beer", once), code: "transfer_not_found" },
    ] as const,
    ({ item, code }) => [
      given(
        ...ANN_HAS_TEN,
        opened("cold"),
        { type: "AccountFrozen", account: "cold", reason: "fraud", at },
        opened("gone"),
        { type: "AccountClosed", account: "gone", reason: "moved away", at },
        openedHouse("full"),
        moved({
          transfer: "all",
          debitAccount: "house",
          creditAccount: "full",
          amount: AMOUNT_MAX - 1_000n,
        }),
        moved({ transfer: "more", creditAccount: "full", amount: 950n }),
      ),
      when(asking(item)),
      thenHappened(rejected("rent", code)),
    ],
  );
  scenario(
    "a delayed repetition is refused, although there would be enough by now",
    given(...ANN_HAS_TEN, accepted(asking(moving("rent", { amount: 1_001n, ...once }))), rich),
    when(asking(moving("rent", { amount: 1_001n, ...once }))),
    thenRefused("id_already_failed", { transfer: "rent", because: "insufficient_funds" }),
  );
  scenario(
    "so is anything else under that id",
    given(...ANN_HAS_TEN, rejected("rent", "account_frozen")),
    when(asking(reversing("rent", "salary"))),
    thenRefused("id_already_failed", { transfer: "rent", because: "account_frozen" }),
  );
  scenario(
    "what has succeeded is there already",
    given(...ANN_HAS_TEN, moved({ transfer: "rent" })),
    when(asking(moving("rent", once))),
    thenNothing(),
  );
}

function tellPermanent(): void {
  scenario(
    "an amount that is none",
    given(...ANN_HAS_TEN),
    when(asking(moving("rent", { amount: 0n, ...once }))),
    thenRefused("invalid_amount"),
  );
  scenario(
    "two currencies",
    given(...ANN_HAS_TEN, opened("eve", { ledger: "EUR" })),
    when(asking(moving("rent", { creditAccount: "eve", ...once }))),
    thenRefused("currency_mismatch"),
  );
  scenario(
    "more than was held",
    given(...ANN_HAS_TEN, held({ transfer: "hold" })),
    when(asking({ kind: "post_hold", id: "post", hold: "hold", amount: 101n, ...once })),
    thenRefused("exceeds_pending_transfer_amount"),
  );
}

function tellLinked(): void {
  const small = moving("small", once);
  const large = moving("large", { amount: 5_000n, ...once });
  scenario(
    "in a chain",
    given(...ANN_HAS_TEN),
    when(asking({ ...small, isLinked: true }, large, moving("other"))),
    thenHappened(rejected("large", "insufficient_funds"), moved({ transfer: "other" })),
  );
  scenario(
    "in a batch that is all or nothing",
    given(...ANN_HAS_TEN),
    when(askingForAll(small, large)),
    thenHappened(rejected("large", "insufficient_funds")),
  );
  scenario(
    "used up, it fails within the same batch, too",
    given(...ANN_HAS_TEN),
    when(
      asking(
        large,
        moving("bonus", { debitAccount: "house", creditAccount: "ann", amount: 9_000n }),
        large,
      ),
    ),
    thenHappened(rejected("large", "insufficient_funds"), rich),
  );
}

runFeature(attempts);
runFeature(attempts, inMemoryRunner);
