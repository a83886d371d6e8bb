import { matching, scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

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
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger, type ToldLedger } from "../../test/in-memory/told-ledger.ts";

const part = {
  refusals: {
    invalid_amount: "an amount is a whole number from 1 to 38 digits",
    account_frozen: "nothing new is moved on a frozen account",
    account_closed: "on a closed account holds can only expire",
    insufficient_funds: "the account has less than that",
    pending_transfer_not_found: "there is no such hold",
    transfer_not_pending: "the transfer holds nothing",
    pending_transfer_already_posted: "the hold was posted already",
    pending_transfer_already_voided: "the hold was voided already",
    exceeds_pending_transfer_amount: "no more is posted than was held",
  },
  events: {
    AccountOpened: 1,
    AccountFrozen: 1,
    AccountClosed: 1,
    LimitsChanged: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    HoldPosted: 1,
    HoldVoided: 1,
  },
} as const;
const phase = ({ transfers }: ToldLedger): string => {
  const hold = transfers["hotel"];
  return hold?.kind === "pending" ? (hold.resolution?.kind ?? "open") : "absent";
};
const language = scenariosOf(
  { ...toldLedger(part), phase },
  { ...LEDGER_WORDS, refusals: part.refusals, schemaVersions: part.events },
);
const { feature, rule, scenario, scenarioOutline, given, accepted } = language;
const { when, whenConcurrently } = language;
const { thenHappened, thenRefused, thenReadModel, thenIdempotent } = language;

const at = BEGINNING;
const isOneOfTwo = (id: unknown): boolean => id === "post" || id === "second";
const post = { kind: "post_hold", id: "post", hold: "hotel" } as const;
const release = { kind: "void_hold", id: "release", hold: "hotel", reason: "sold out" } as const;
const expire = { kind: "expire_hold", id: "over", hold: "hotel" } as const;
const ENDS = { post, void: release, expire } as const;
const freeze = { type: "FreezeAccount", account: "ann", reason: "fraud" } as const;
const six = { transfer: "hotel", amount: 600n } as const;

const holds = feature("Payments: holds", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("Money is held before it is moved, and is not there for anything else", tellHolding);
  rule("A hold is posted, all of it or a part, and the rest is released", tellPosting);
  rule("What is posted is something, and no more than was held", tellAmounts);
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
    when(asking(holding("hotel", { amount: 600n }))),
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
}

function tellPosting(): void {
  scenarioOutline(
    "all of it, if nobody says how much",
    [
      { says: {}, is: 600n },
      { says: { amount: 600n }, is: 600n },
      { says: { amount: 1n }, is: 1n },
    ],
    ({ says, is }) => [
      given(...ANN_HAS_TEN, held(six)),
      when(asking({ ...post, ...says })),
      thenHappened(postedHold({ transfer: "hotel", by: "post", amount: is })),
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
}

function tellAmounts(): void {
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
        transfer: "hotel",
        by: "post",
        amount: 600n,
        description: "two of three",
        effectiveAt: at,
      }),
    ),
  );
  scenario(
    "what was held stays postable, whatever has become of the limits",
    given(
      ...ANN_HAS_TEN,
      held(six),
      accepted({ type: "ChangeLimits", account: "ann", minAvailable: 1_000n, reason: "caution" }),
    ),
    when(asking(post)),
    thenHappened(postedHold({ transfer: "hotel", by: "post", amount: 600n })),
  );
}

function tellVoiding(): void {
  scenario(
    "all of it is there again",
    given(...ANN_HAS_TEN, held(six)),
    when(asking(release)),
    thenHappened(voidedHold("hotel", "release")),
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
    "a hold that has ended is not ended again",
    [
      { was: "posted", next: "post", code: "pending_transfer_already_posted" },
      { was: "posted", next: "void", code: "pending_transfer_already_posted" },
      { was: "voided", next: "post", code: "pending_transfer_already_voided" },
      { was: "voided", next: "void", code: "pending_transfer_already_voided" },
      { was: "voided", next: "expire", code: "pending_transfer_already_voided" },
    ] as const,
    ({ was, next, code }) => [
      given(
        ...ANN_HAS_TEN,
        held(six),
        accepted(asking({ ...(was === "posted" ? post : release), id: "first" })),
      ),
      when(asking(ENDS[next])),
      thenRefused(code, { transfer: "hotel" }),
    ],
  );
  scenario(
    "of two posts at the same moment, one comes too late",
    given(...ANN_HAS_TEN, held(six)),
    whenConcurrently(asking(post), asking({ ...post, id: "second" })),
    thenHappened({
      ...postedHold({ transfer: "hotel", by: "post", amount: 600n }),
      by: matching("one of the two", isOneOfTwo),
    }),
    thenRefused("pending_transfer_already_posted", { transfer: "hotel" }),
  );
  scenario(
    "there has to be a hold",
    given(...ANN_HAS_TEN),
    when(asking(post)),
    thenRefused("pending_transfer_not_found", { transfer: "hotel" }),
  );
  scenarioOutline(
    "a transfer that holds nothing is no hold",
    [{ next: "post" }, { next: "void" }, { next: "expire" }] as const,
    ({ next }) => [
      given(...ANN_HAS_TEN, moved({ transfer: "hotel" })),
      when(asking(ENDS[next])),
      thenRefused("transfer_not_pending", { transfer: "hotel", kind: "posted" }),
    ],
  );
}

function tellStatus(): void {
  scenario(
    "nothing new is held on a frozen account",
    given(...ANN_HAS_TEN, accepted(freeze)),
    when(asking(holding("hotel"))),
    thenRefused("account_frozen", { account: "ann" }),
  );
  scenario(
    "but a hold from before is posted",
    given(...ANN_HAS_TEN, held(six), accepted(freeze)),
    when(asking(post)),
    thenHappened(postedHold({ transfer: "hotel", by: "post", amount: 600n })),
  );
  scenario(
    "or voided",
    given(...ANN_HAS_TEN, held(six), accepted(freeze)),
    when(asking(release)),
    thenHappened(voidedHold("hotel", "release")),
  );
  scenarioOutline(
    "on a closed account a hold is neither posted nor voided",
    [
      { closed: "bob", next: "post" },
      { closed: "bob", next: "void" },
    ] as const,
    ({ closed: account, next }) => [
      given(
        ...ANN_HAS_TEN,
        held(six),
        accepted({ type: "CloseAccount", account, reason: "moved away" }),
      ),
      when(asking(ENDS[next])),
      thenRefused("account_closed", { account }),
    ],
  );
  scenario(
    "whichever of the two accounts it is, and whatever has become of the hold",
    given(
      ...ANN_HAS_TEN,
      held(six),
      postedHold({ transfer: "hotel", by: "post", amount: 600n }),
      moved({ transfer: "rest", amount: 400n }),
      accepted({ type: "CloseAccount", account: "ann", reason: "moved away" }),
    ),
    when(asking({ ...post, id: "again" })),
    thenRefused("account_closed", { account: "ann" }),
  );
}

runFeature(holds);
runFeature(holds, inMemoryRunner);
