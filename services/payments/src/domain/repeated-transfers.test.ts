import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  moved,
  moving,
  reversing,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger } from "../../test/in-memory/told-ledger.ts";

const part = {
  refusals: {
    invalid_id: "the id is reserved, or not written in small letters",
    exists_with_different_flags: "the id is that of a transfer that does something else",
    exists_with_different_pending_id: "the id is that of a transfer about another one",
    exists_with_different_timeout_s: "the id is that of a hold for another while",
    exists_with_different_debit_account: "the id is that of a transfer from another account",
    exists_with_different_credit_account: "the id is that of a transfer to another account",
    exists_with_different_amount: "the id is that of a transfer of another amount",
    exists_with_different_user_data: "the id is that of a transfer for something else",
    exists_with_different_ledger: "the id is that of a transfer in another currency",
    exists_with_different_code: "the id is that of a transfer of another class",
  },
  events: {
    AccountOpened: 1,
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
const { feature, rule, scenario, scenarioOutline, given, accepted, afterTime } = language;
const { when, thenHappened, thenRefused, thenNothing } = language;

const at = BEGINNING;
const first = moving("rent", { amount: 300n, description: "January" });
const known = moved({ transfer: "rent", amount: 300n, description: "January" });
const minute = { isPending: true, timeoutSeconds: 60 } as const;
const post = { kind: "post_hold", id: "end", hold: "hotel" } as const;
const release = { kind: "void_hold", id: "end", hold: "hotel", reason: "sold out" } as const;
const expire = { kind: "expire_hold", id: "end", hold: "hotel" } as const;
const back = reversing("back", "rent", { amount: 100n });

/** What can be asked for under the id of the end of a hold. */
const ENDS = {
  post,
  "post all": { ...post, amount: 100n },
  "post less": { ...post, amount: 99n },
  "post for something else": { ...post, description: "late" },
  "post another hold": { ...post, hold: "other" },
  void: release,
  "void for another reason": { ...release, reason: "too late" },
  expire,
} as const;

const repetition = feature("Payments: one id, one transfer", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("Asked for again with the same content, a transfer is there already", tellSame);
  rule("So are a hold, the end of one, and a reversal", tellSameHolds);
  rule("With other content it is refused, and the first thing that differs is named", tellOther);
  rule("So are a hold, the end of one, and a reversal, of which something differs", tellOtherHolds);
  rule("Not every text is an id", tellIds);
});

function tellSame(): void {
  scenario("a transfer", given(...ANN_HAS_TEN, known), when(asking(first)), thenNothing());
  scenario(
    "also when it could not be done any more",
    given(...ANN_HAS_TEN, known, moved({ transfer: "beer", amount: 700n })),
    when(asking(first)),
    thenNothing(),
  );
  scenario(
    "notes may come in another order",
    given(
      ...ANN_HAS_TEN,
      moved({ transfer: "rent", metadata: { flat: "3b", month: "1", who: "" } }),
    ),
    when(asking(moving("rent", { metadata: { who: "", flat: "3b", month: "1" } }))),
    thenNothing(),
  );
  scenario(
    "conditions say when, not what: with others, which do not hold, it is the same transfer",
    given(...ANN_HAS_TEN, known),
    when(asking({ ...first, conditions: [{ account: "ann", version: 17n }] })),
    thenNothing(),
  );
  scenario(
    "what is not held has no time to be held for",
    given(...ANN_HAS_TEN, known),
    when(asking({ ...first, timeoutSeconds: 60 })),
    thenNothing(),
  );
}

function tellSameHolds(): void {
  scenario(
    "a hold",
    given(...ANN_HAS_TEN, accepted(asking(moving("hotel", minute)))),
    when(asking(moving("hotel", minute))),
    thenNothing(),
  );
  scenarioOutline(
    "the end of a hold",
    [
      { was: "post", asked: "post" },
      { was: "post", asked: "post all" },
      { was: "post all", asked: "post" },
      { was: "void", asked: "void" },
    ] as const,
    ({ was, asked }) => [
      given(...ANN_HAS_TEN, accepted(asking(moving("hotel", minute), ENDS[was]))),
      when(asking(ENDS[asked])),
      thenNothing(),
    ],
  );
  scenario(
    "its expiry",
    given(
      ...ANN_HAS_TEN,
      accepted(asking(moving("hotel", minute))),
      afterTime({ minutes: 1 }),
      accepted(asking(expire)),
    ),
    when(asking(expire)),
    thenNothing(),
  );
  scenarioOutline(
    "a reversal, of what was left or of so much",
    [{ more: {} }, { more: { amount: 100n } }],
    ({ more }) => [
      given(...ANN_HAS_TEN, known, accepted(asking(back))),
      when(asking(reversing("back", "rent", more))),
      thenNothing(),
    ],
  );
}

function tellOther(): void {
  scenarioOutline(
    "a transfer",
    [
      { change: { isPending: true, amount: 1n }, differs: "flags" },
      { change: { debitAccount: "bob", creditAccount: "ann" }, differs: "debit_account" },
      { change: { creditAccount: "house", amount: 1n }, differs: "credit_account" },
      { change: { amount: 301n, code: 2 }, differs: "amount" },
      { change: { description: "February", code: 2 }, differs: "user_data" },
      { change: { effectiveAt: at }, differs: "user_data" },
      { change: { metadata: { flat: "3b" } }, differs: "user_data" },
      { change: { quote: "quote" }, differs: "user_data" },
      { change: { ledger: "EUR", code: 2 }, differs: "ledger" },
      { change: { code: 2 }, differs: "code" },
    ] as const,
    ({ change, differs }) => [
      given(...ANN_HAS_TEN, known),
      when(asking({ ...first, ...change })),
      thenRefused(`exists_with_different_${differs}`),
    ],
  );
}

function tellOtherHolds(): void {
  scenario(
    "a hold for another while, whatever else differs",
    given(...ANN_HAS_TEN, accepted(asking(moving("hotel", minute)))),
    when(asking(moving("hotel", { isPending: true, timeoutSeconds: 61, amount: 1n }))),
    thenRefused("exists_with_different_timeout_s"),
  );
  scenarioOutline(
    "the end of a hold",
    [
      { was: "post", asked: "post less", differs: "amount" },
      { was: "post", asked: "post for something else", differs: "user_data" },
      { was: "post", asked: "post another hold", differs: "pending_id" },
      { was: "post", asked: "void", differs: "flags" },
      { was: "void", asked: "void for another reason", differs: "user_data" },
      { was: "void", asked: "post", differs: "flags" },
      { was: "void", asked: "expire", differs: "flags" },
    ] as const,
    ({ was, asked, differs }) => [
      given(...ANN_HAS_TEN, accepted(asking(moving("hotel", minute), ENDS[was]))),
      when(asking(ENDS[asked])),
      thenRefused(`exists_with_different_${differs}`),
    ],
  );
  scenarioOutline(
    "a reversal",
    [
      { of: "rent", more: { amount: 99n }, differs: "amount" },
      { of: "salary", more: {}, differs: "pending_id" },
      { of: "rent", more: { reason: "late" }, differs: "user_data" },
    ] as const,
    ({ of, more, differs }) => [
      given(...ANN_HAS_TEN, known, accepted(asking(back))),
      when(asking(reversing("back", of, more))),
      thenRefused(`exists_with_different_${differs}`),
    ],
  );
  scenario(
    "what is no reversal",
    given(...ANN_HAS_TEN, known, accepted(asking(back))),
    when(asking(moving("back"))),
    thenRefused("exists_with_different_flags"),
  );
}

function tellIds(): void {
  scenarioOutline(
    "one that means none or any is nobody's, nor may one be written in two ways",
    [
      { id: "00000000-0000-0000-0000-000000000000" },
      { id: "ffffffff-ffff-ffff-ffff-ffffffffffff" },
      { id: "019B8D3A-0D4A-7C11-8A05-6F1F4B7F0A01" },
    ],
    ({ id }) => [
      given(...ANN_HAS_TEN),
      when(asking(moving(id, { amount: 0n }))),
      thenRefused("invalid_id", { id }),
    ],
  );
}

runFeature(repetition);
runFeature(repetition, inMemoryRunner);
