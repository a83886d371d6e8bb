import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  askingForAll,
  BEGINNING,
  holding,
  moved,
  moving,
  opened,
  openedHouse,
  reversing,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import { AMOUNT_MAX } from "./counters.ts";
import type { TransferRejected } from "./ledger-event.ts";

const part = {
  refusals: {
    insufficient_funds: "the account has less than that",
    invalid_amount: "an amount is a whole number from 1 to 38 digits",
    currency_mismatch: "a transfer has one currency, and so have both of its accounts",
    account_not_found: "there is no such account",
    account_frozen: "nothing new is moved on a frozen account",
    account_closed: "nothing is moved on a closed account",
    overflow: "an account counts 38 digits on each side",
    condition_failed: "a condition of the transfer does not hold",
    pending_transfer_not_found: "there is no such hold",
    transfer_not_found: "there is no such transfer",
    exceeds_pending_transfer_amount: "no more is posted than was held",
    id_already_failed: "it was to be tried once, and has failed",
  },
  events: {
    AccountOpened: 1,
    AccountFrozen: 1,
    AccountClosed: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    TransferRejected: 1,
  },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, accepted, when } = language;
const { thenHappened, thenRefused, thenNothing } = language;

const at = BEGINNING;
const once = { once: "attempt" } as const;
const rejected = (transfer: string, code: string): TransferRejected => ({
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

/** What may be otherwise next time, and something that fails by it. */
const FAILING = {
  insufficient_funds: moving("rent", { amount: 1_001n }),
  account_not_found: moving("rent", { creditAccount: "eve" }),
  account_frozen: moving("rent", { creditAccount: "cold" }),
  account_closed: moving("rent", { creditAccount: "gone" }),
  overflow: moving("rent", { creditAccount: "full" }),
  condition_failed: moving("rent", { conditions: [{ account: "ann", version: 7n }] }),
  pending_transfer_not_found: { kind: "post_hold", id: "rent", hold: "hotel" },
  transfer_not_found: reversing("rent", "beer"),
} as const;
const CODES = [
  { code: "insufficient_funds" },
  { code: "account_not_found" },
  { code: "account_frozen" },
  { code: "account_closed" },
  { code: "overflow" },
  { code: "condition_failed" },
  { code: "pending_transfer_not_found" },
  { code: "transfer_not_found" },
] as const;

/** An account that is frozen, one that is closed, one that is full. */
const BAD = [
  ...ANN_HAS_TEN,
  opened("cold"),
  accepted({ type: "FreezeAccount", account: "cold", reason: "fraud" }),
  opened("gone"),
  accepted({ type: "CloseAccount", account: "gone", reason: "moved away" }),
  openedHouse("full"),
  moved({
    transfer: "all",
    debitAccount: "house",
    creditAccount: "full",
    amount: AMOUNT_MAX - 1_000n,
  }),
  moved({ transfer: "more", creditAccount: "full", amount: 950n }),
] as const;

const attempts = feature("Payments: tried once", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("What is refused leaves nothing behind, and may be tried again", tellSuccess);
  rule("What is to be tried once is used up by a no that might be a yes next time", tellAttempt);
  rule("A no that will be a no for ever uses up nothing", tellPermanent);
  rule("Of what is linked, only what was the cause is used up", tellLinked);
});

function tellSuccess(): void {
  scenarioOutline("nothing happens, whatever the reason", CODES, ({ code }) => [
    given(...BAD),
    when(asking(FAILING[code])),
    thenRefused(code),
  ]);
  scenario(
    "and at the next attempt it may be otherwise",
    given(...ANN_HAS_TEN, rich),
    when(asking(moving("rent", { amount: 1_001n }))),
    thenHappened(moved({ transfer: "rent", amount: 1_001n })),
  );
}

function tellAttempt(): void {
  scenarioOutline("whatever the reason, it is told", CODES, ({ code }) => [
    given(...BAD),
    when(asking({ ...FAILING[code], ...once })),
    thenHappened(rejected("rent", code)),
  ]);
  scenario(
    "a void, too",
    given(...ANN_HAS_TEN),
    when(asking({ kind: "void_hold", id: "free", hold: "hotel", reason: "sold out", ...once })),
    thenHappened(rejected("free", "pending_transfer_not_found")),
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
    given(...ANN_HAS_TEN, accepted(asking(holding("hotel")))),
    when(asking({ kind: "post_hold", id: "post", hold: "hotel", amount: 101n, ...once })),
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
