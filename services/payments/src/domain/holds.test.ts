import { matching } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { ledgerLanguage } from "../../test/in-memory/ledger-language.ts";
import {
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  held,
  holding,
  moved,
  moving,
  postedHold,
  voidedHold,
} from "../../test/in-memory/ledger-story.ts";
import type { LedgerEvent } from "./ledger-event.ts";

const language = ledgerLanguage(
  {
    invalid_amount: "an amount is a whole number from 1 to 38 digits",
    account_not_found: "there is no such account",
    account_frozen: "nothing new is moved on a frozen account",
    account_closed: "on a closed account holds can only expire",
    insufficient_funds: "the account has less than that",
    pending_transfer_not_found: "there is no such hold",
    transfer_not_pending: "the transfer holds nothing",
    pending_transfer_already_posted: "the hold was posted already",
    pending_transfer_already_voided: "the hold was voided already",
    pending_transfer_expired: "the time of the hold is over",
    exceeds_pending_transfer_amount: "no more is posted than was held",
  },
  ({ transfers }) => {
    const hold = transfers["hold"];
    return hold === undefined ? "absent" : (hold.resolution?.kind ?? "open");
  },
);
const { feature, rule, scenario, scenarioOutline, given, accepted } = language;
const { when, whenConcurrently } = language;
const { thenHappened, thenRefused, thenReadModel, thenIdempotent } = language;

const at = BEGINNING;
const isOneOfTwo = (id: unknown): boolean => id === "post" || id === "second";
const post = { kind: "post_hold", id: "post", hold: "hold" } as const;
const release = { kind: "void_hold", id: "release", hold: "hold", reason: "sold out" } as const;
const expire = { kind: "expire_hold", id: "over", hold: "hold" } as const;
const six = { transfer: "hold", amount: 600n } as const;
const closed = (account: string): LedgerEvent => ({
  type: "AccountClosed",
  account,
  reason: "moved away",
  at,
});
const frozen: LedgerEvent = { type: "AccountFrozen", account: "ann", reason: "fraud", at };

const holds = feature("Payments: holds", () => {
  rule("Money is held before it is moved, and is not there for anything else", tellHolding);
  rule("A hold is posted, all of it or a part, and the rest is released", tellPosting);
  rule("A hold is voided: nothing has moved", tellVoiding);
  rule("A hold ends once", tellEnds);
  rule(
    "What was promised before an account was frozen is kept; on a closed one holds only expire",
    tellStatus,
  );
});

function tellHolding(): void {
  scenario(
    "it is posted later, and until then neither of the two has it",
    given(...ANN_HAS_TEN),
    when(asking(holding("hold", { amount: 600n }))),
    thenHappened(held(six)),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 1_000n, available: 400n, pending: 400n, entries: 2n },
    ]),
    thenReadModel("balances", { of: "bob" }, [
      { account: "bob", posted: 0n, available: 0n, pending: 600n, entries: 1n },
    ]),
    thenIdempotent(),
  );
  scenario(
    "no more is held than there is",
    given(...ANN_HAS_TEN, held(six)),
    when(asking(holding("other", { amount: 401n }))),
    thenRefused("insufficient_funds", {
      account: "ann",
      available: 400n,
      required: 401n,
      currency: "USD",
    }),
  );
  scenario(
    "all that is left is held",
    given(...ANN_HAS_TEN, held(six)),
    when(asking(holding("rest", { amount: "max", balancing: "debit" }))),
    thenHappened(held({ transfer: "rest", amount: 400n })),
  );
}

function tellPosting(): void {
  scenarioOutline(
    "all of it, if nobody says how much",
    [
      { amount: {}, is: 600n },
      { amount: { amount: 600n }, is: 600n },
      { amount: { amount: 1n }, is: 1n },
    ],
    ({ amount, is }) => [
      given(...ANN_HAS_TEN, held(six)),
      when(asking({ ...post, ...amount })),
      thenHappened(postedHold({ transfer: "hold", by: "post", amount: is })),
      thenReadModel("balances", { of: "ann" }, [
        {
          account: "ann",
          posted: 1_000n - is,
          available: 1_000n - is,
          pending: 1_000n - is,
          entries: 3n,
        },
      ]),
      thenReadModel("balances", { of: "bob" }, [
        { account: "bob", posted: is, available: is, pending: is, entries: 2n },
      ]),
    ],
  );
  scenario(
    "what is released is there again",
    given(...ANN_HAS_TEN, held(six), accepted(asking({ ...post, amount: 100n }))),
    when(asking(moving("rent", { amount: 900n }))),
    thenHappened(moved({ transfer: "rent", amount: 900n })),
  );
  scenario(
    "not more than was held",
    given(...ANN_HAS_TEN, held(six)),
    when(asking({ ...post, amount: 601n })),
    thenRefused("exceeds_pending_transfer_amount", { pending: 600n, required: 601n }),
  );
  scenario(
    "not nothing: that would be a void",
    given(...ANN_HAS_TEN, held(six)),
    when(asking({ ...post, amount: 0n })),
    thenRefused("invalid_amount"),
  );
  scenario(
    "it says what it is for, and when it counts",
    given(...ANN_HAS_TEN, held(six)),
    when(asking({ ...post, description: "two of three", effectiveAt: at })),
    thenHappened(
      postedHold({
        transfer: "hold",
        by: "post",
        amount: 600n,
        description: "two of three",
        effectiveAt: at,
      }),
    ),
  );
  scenario(
    "what was held stays postable, whatever has become of the limits",
    given(...ANN_HAS_TEN, held(six), {
      type: "LimitsChanged",
      account: "ann",
      limit: "debits_must_not_exceed_credits",
      minAvailable: 1_000n,
      reason: "caution",
      at,
    }),
    when(asking(post)),
    thenHappened(postedHold({ transfer: "hold", by: "post", amount: 600n })),
  );
}

function tellVoiding(): void {
  scenario(
    "all of it is there again",
    given(...ANN_HAS_TEN, held(six)),
    when(asking(release)),
    thenHappened(voidedHold("hold", "release")),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 1_000n, available: 1_000n, pending: 1_000n, entries: 3n },
    ]),
    thenReadModel("balances", { of: "bob" }, [
      { account: "bob", posted: 0n, available: 0n, pending: 0n, entries: 2n },
    ]),
  );
}

function tellEnds(): void {
  scenarioOutline(
    "a hold that has ended is neither posted nor voided",
    [
      {
        was: postedHold({ transfer: "hold", by: "first", amount: 600n }),
        item: post,
        code: "pending_transfer_already_posted",
      },
      {
        was: postedHold({ transfer: "hold", by: "first", amount: 600n }),
        item: release,
        code: "pending_transfer_already_posted",
      },
      { was: voidedHold("hold", "first"), item: post, code: "pending_transfer_already_voided" },
      { was: voidedHold("hold", "first"), item: release, code: "pending_transfer_already_voided" },
      { was: voidedHold("hold", "first"), item: expire, code: "pending_transfer_already_voided" },
      {
        was: { type: "HoldExpired", transfer: "hold", by: "first", at },
        item: post,
        code: "pending_transfer_expired",
      },
    ] as const,
    ({ was, item, code }) => [
      given(...ANN_HAS_TEN, held(six), was),
      when(asking(item)),
      thenRefused(code, { transfer: "hold" }),
    ],
  );
  scenario(
    "of two posts at the same moment, one comes too late",
    given(...ANN_HAS_TEN, held(six)),
    whenConcurrently(asking(post), asking({ ...post, id: "second" })),
    thenHappened(
      postedHold({ transfer: "hold", by: matching("one of the two", isOneOfTwo), amount: 600n }),
    ),
    thenRefused("pending_transfer_already_posted", { transfer: "hold" }),
  );
  scenario(
    "there has to be a hold",
    given(...ANN_HAS_TEN),
    when(asking(post)),
    thenRefused("pending_transfer_not_found", { transfer: "hold" }),
  );
  scenarioOutline(
    "a transfer that holds nothing is no hold",
    [{ item: post }, { item: release }, { item: expire }],
    ({ item }) => [
      given(...ANN_HAS_TEN, moved({ transfer: "hold" })),
      when(asking(item)),
      thenRefused("transfer_not_pending", { transfer: "hold", kind: "posted" }),
    ],
  );
}

function tellStatus(): void {
  scenario(
    "nothing new is held on a frozen account",
    given(...ANN_HAS_TEN, frozen),
    when(asking(holding("hold"))),
    thenRefused("account_frozen", { account: "ann" }),
  );
  scenario(
    "but a hold from before is posted",
    given(...ANN_HAS_TEN, held(six), frozen),
    when(asking(post)),
    thenHappened(postedHold({ transfer: "hold", by: "post", amount: 600n })),
  );
  scenario(
    "or voided",
    given(...ANN_HAS_TEN, held(six), frozen),
    when(asking(release)),
    thenHappened(voidedHold("hold", "release")),
  );
  scenarioOutline(
    "on a closed account a hold is neither posted nor voided",
    [
      { account: "ann", item: post },
      { account: "ann", item: release },
      { account: "bob", item: post },
      { account: "bob", item: release },
    ],
    ({ account, item }) => [
      given(...ANN_HAS_TEN, held(six), closed(account)),
      when(asking(item)),
      thenRefused("account_closed", { account }),
    ],
  );
}

runFeature(holds);
runFeature(holds, inMemoryRunner);
