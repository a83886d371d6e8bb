import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  held,
  holding,
  moved,
  opened,
  openedHouse,
  postedHold,
  reversing,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";
import { AMOUNT_MAX } from "./counters.ts";
import type { TransferPosted, TransferReversed } from "./ledger-event.ts";

const part = {
  refusals: {
    invalid_amount: "an amount is a whole number from 1 to 38 digits",
    account_frozen: "nothing new is moved on a frozen account",
    account_closed: "nothing is moved on a closed account",
    overflow: "an account counts 38 digits on each side",
    insufficient_funds: "the account has less than that",
    transfer_not_found: "there is no such transfer",
    transfer_not_reversible: "the transfer has moved nothing",
    exceeds_reversible_amount: "no more is taken back than was moved",
  },
  events: {
    AccountOpened: 1,
    AccountFrozen: 1,
    AccountClosed: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    HoldPosted: 1,
    HoldVoided: 1,
    HoldExpired: 1,
    TransferReversed: 1,
  },
} as const;
const language = scenariosOf(toldLedger(part), {
  ...LEDGER_WORDS,
  refusals: part.refusals,
  schemaVersions: part.events,
});
const { feature, rule, scenario, scenarioOutline, given, accepted, afterTime, when } = language;
const { thenHappened, thenRefused, thenReadModel, thenIdempotent } = language;

const at = BEGINNING;
/** Ann has paid USD 3.00 to Bob. */
const rent = moved({ transfer: "rent", amount: 300n, code: 7 });
const PAID = [...ANN_HAS_TEN, rent] as const;

/** What of the rent was taken back, by which transfer. */
function taken(by: string, amount: bigint, more: Partial<TransferPosted> = {}): TransferPosted {
  const sides = { debitAccount: "bob", creditAccount: "ann" } as const;
  return moved({
    transfer: by,
    ...sides,
    amount,
    code: 7,
    reverses: "rent",
    reason: "broken",
    ...more,
  });
}

/** Told of the transfer that it was taken from. */
function reversed(by: string, amount: bigint, transfer = "rent"): TransferReversed {
  return { type: "TransferReversed", transfer, by, amount, reason: "broken", at };
}

const reversals = feature("Payments: reversals", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("Money is taken back by a transfer the other way round, with a reason", tellWhole);
  rule("It is taken back in parts, and no more than there was", tellParts);
  rule("A reversal may be taken back itself, and so may a posted hold", tellKinds);
  rule("What has moved nothing is not taken back", tellNothing);
  rule("Whoever has to give it back has to have it, unless it is forced", tellLimits);
  rule("Both accounts are open", tellAccounts);
});

function tellWhole(): void {
  scenario(
    "all of it, if nobody says how much; both transfers tell of each other",
    given(...PAID),
    when(asking(reversing("back", "rent"))),
    thenHappened(taken("back", 300n), reversed("back", 300n)),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 1_000n, available: 1_000n, pending: 1_000n, entries: 3n },
    ]),
    thenReadModel("balances", { of: "bob" }, [
      { account: "bob", posted: 0n, available: 0n, pending: 0n, entries: 2n },
    ]),
    thenIdempotent(),
  );
  scenario(
    "there has to be a transfer",
    given(...ANN_HAS_TEN),
    when(asking(reversing("back", "rent"))),
    thenRefused("transfer_not_found", { transfer: "rent" }),
  );
}

function tellParts(): void {
  scenario(
    "a part, and then what is left",
    given(...PAID, accepted(asking(reversing("part", "rent", { amount: 100n })))),
    when(asking(reversing("rest", "rent"))),
    thenHappened(taken("rest", 200n), reversed("rest", 200n)),
  );
  scenario(
    "a part twice, since these are two transfers",
    given(...PAID, accepted(asking(reversing("one", "rent", { amount: 150n })))),
    when(asking(reversing("two", "rent", { amount: 150n }))),
    thenHappened(taken("two", 150n), reversed("two", 150n)),
  );
  scenarioOutline(
    "not more than is left",
    [
      { before: 0n, amount: 301n, reversible: 300n },
      { before: 100n, amount: 201n, reversible: 200n },
      { before: 300n, amount: 1n, reversible: 0n },
    ],
    ({ before, amount, reversible }) => [
      given(...PAID, ...(before === 0n ? [] : [taken("part", before), reversed("part", before)])),
      when(asking(reversing("back", "rent", { amount }))),
      thenRefused("exceeds_reversible_amount", { reversible, required: amount }),
    ],
  );
  scenario(
    "of what was taken back whole, nothing is left",
    given(...PAID, taken("all", 300n), reversed("all", 300n)),
    when(asking(reversing("back", "rent"))),
    thenRefused("exceeds_reversible_amount", { reversible: 0n, required: 0n }),
  );
  scenarioOutline("an amount is something", [{ amount: 0n }, { amount: -1n }], ({ amount }) => [
    given(...PAID),
    when(asking(reversing("back", "rent", { amount }))),
    thenRefused("invalid_amount"),
  ]);
}

function tellKinds(): void {
  scenario(
    "a reversal that was a mistake",
    given(...PAID, taken("back", 300n), reversed("back", 300n)),
    when(asking(reversing("again", "back", { amount: 50n }))),
    thenHappened(
      moved({ transfer: "again", amount: 50n, code: 7, reverses: "back", reason: "broken" }),
      reversed("again", 50n, "back"),
    ),
  );
  scenario(
    "after that the first transfer is not taken back once more: the second reversal is",
    given(
      ...PAID,
      accepted(asking(reversing("back", "rent"))),
      accepted(asking(reversing("again", "back"))),
    ),
    when(asking(reversing("third", "rent", { amount: 1n }))),
    thenRefused("exceeds_reversible_amount", { reversible: 0n, required: 1n }),
  );
  scenario(
    "as much of a hold as was posted",
    given(
      ...ANN_HAS_TEN,
      held({ transfer: "hotel", amount: 300n }),
      postedHold({ transfer: "hotel", by: "post", amount: 200n }),
    ),
    when(asking(reversing("back", "post"))),
    thenHappened(
      taken("back", 200n, { reverses: "post", code: 1 }),
      reversed("back", 200n, "post"),
    ),
  );
}

function tellNothing(): void {
  scenarioOutline(
    "a hold, whatever has become of it, and a void",
    [
      { end: "open", original: "hotel", kind: "pending" },
      { end: "posted", original: "hotel", kind: "pending" },
      { end: "voided", original: "end", kind: "void" },
      { end: "expired", original: "end", kind: "expiry" },
    ] as const,
    ({ end, original, kind }) => [
      given(
        ...ANN_HAS_TEN,
        accepted(asking(holding("hotel", { amount: 300n, timeoutSeconds: 60 }))),
        ...(end === "posted"
          ? [accepted(asking({ kind: "post_hold", id: "end", hold: "hotel" }))]
          : []),
        ...(end === "voided"
          ? [accepted(asking({ kind: "void_hold", id: "end", hold: "hotel", reason: "sold out" }))]
          : []),
        afterTime({ minutes: 1 }),
        ...(end === "expired"
          ? [accepted(asking({ kind: "expire_hold", id: "end", hold: "hotel" }))]
          : []),
      ),
      when(asking(reversing("back", original))),
      thenRefused("transfer_not_reversible", { transfer: original, kind }),
    ],
  );
}

function tellLimits(): void {
  const SPENT = [
    ...PAID,
    moved({ transfer: "beer", debitAccount: "bob", creditAccount: "house", amount: 250n }),
  ] as const;
  scenario(
    "what has been spent is not there",
    given(...SPENT),
    when(asking(reversing("back", "rent"))),
    thenRefused("insufficient_funds", {
      account: "bob",
      available: 50n,
      required: 300n,
      currency: "USD",
    }),
  );
  scenario(
    "by force, somebody may be left with less than nothing",
    given(...SPENT),
    when(asking(reversing("back", "rent", { isForced: true }))),
    thenHappened(taken("back", 300n), reversed("back", 300n)),
    thenReadModel("balances", { of: "bob" }, [
      { account: "bob", posted: -250n, available: -250n, pending: -250n, entries: 3n },
    ]),
  );
  scenario(
    "no force makes an account count more than it can",
    given(
      openedHouse("house"),
      opened("ann"),
      opened("bob"),
      moved({
        transfer: "salary",
        debitAccount: "house",
        creditAccount: "ann",
        amount: AMOUNT_MAX,
      }),
      rent,
    ),
    when(asking(reversing("back", "rent", { isForced: true }))),
    thenRefused("overflow", { account: "ann" }),
  );
}

function tellAccounts(): void {
  scenarioOutline(
    "by force neither; and whether anything is left is looked at later",
    [
      { ask: "FreezeAccount", account: "ann", code: "account_frozen" },
      { ask: "CloseAccount", account: "bob", code: "account_closed" },
    ] as const,
    ({ ask: type, account, code }) => [
      given(
        ...PAID,
        moved({ transfer: "on", debitAccount: "bob", creditAccount: "house", amount: 300n }),
        accepted({ type, account, reason: "fraud" }),
      ),
      when(asking(reversing("back", "rent", { amount: 301n, isForced: true }))),
      thenRefused(code, { account }),
    ],
  );
}

runFeature(reversals);
runFeature(reversals, inMemoryRunner);
