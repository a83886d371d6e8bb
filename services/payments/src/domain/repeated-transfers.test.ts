import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { ledgerLanguage } from "../../test/in-memory/ledger-language.ts";
import {
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  held,
  moved,
  moving,
  reversing,
} from "../../test/in-memory/ledger-story.ts";

const language = ledgerLanguage({
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
});
const { feature, rule, scenario, scenarioOutline, given, when } = language;
const { thenRefused, thenNothing } = language;

const at = BEGINNING;
const first = moving("rent", { amount: 300n, description: "January" });
const known = moved({ transfer: "rent", amount: 300n, description: "January" });
const hold = held({
  transfer: "hold",
  timeoutSeconds: 60,
  expiresAt: "2026-01-01T00:01:00.000Z",
});
const post = { kind: "post_hold", id: "post", hold: "hold" } as const;
const posted = { type: "HoldPosted", transfer: "hold", by: "post", amount: 100n, at } as const;
const release = { kind: "void_hold", id: "release", hold: "hold", reason: "sold out" } as const;
const released = {
  type: "HoldVoided",
  transfer: "hold",
  by: "release",
  reason: "sold out",
  at,
} as const;
const back = reversing("back", "rent", { amount: 100n });
const taken = moved({
  transfer: "back",
  debitAccount: "bob",
  creditAccount: "ann",
  reverses: "rent",
  reason: "broken",
});

const repetition = feature("Payments: one id, one transfer", () => {
  rule("Asked for again with the same content, a transfer is there already", tellSame);
  rule("With other content it is refused, and the first thing that differs is named", tellOther);
  rule("Not every text is an id", tellIds);
});

function tellSame(): void {
  scenario("a transfer", given(...ANN_HAS_TEN, known), when(asking(first)), thenNothing());
  scenario(
    "also when it could not be done any more",
    given(...ANN_HAS_TEN, known, { type: "AccountFrozen", account: "ann", reason: "fraud", at }),
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
    "what is not held has no time to be held for",
    given(...ANN_HAS_TEN, known),
    when(asking({ ...first, timeoutSeconds: 60 })),
    thenNothing(),
  );
  scenario(
    "a hold",
    given(...ANN_HAS_TEN, hold),
    when(asking(moving("hold", { isPending: true, timeoutSeconds: 60 }))),
    thenNothing(),
  );
  scenarioOutline(
    "the end of a hold",
    [
      { was: posted, item: post },
      { was: posted, item: { ...post, amount: 100n } },
      { was: released, item: release },
      {
        was: { type: "HoldExpired", transfer: "hold", by: "over", at },
        item: { kind: "expire_hold", id: "over", hold: "hold" },
      },
    ] as const,
    ({ was, item }) => [given(...ANN_HAS_TEN, hold, was), when(asking(item)), thenNothing()],
  );
  scenarioOutline(
    "a reversal, of what was left or of so much",
    [{ item: back }, { item: reversing("back", "rent") }],
    ({ item }) => [given(...ANN_HAS_TEN, known, taken), when(asking(item)), thenNothing()],
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
  scenario(
    "a hold for another while, whatever else differs",
    given(...ANN_HAS_TEN, hold),
    when(asking(moving("hold", { isPending: true, timeoutSeconds: 61, amount: 1n }))),
    thenRefused("exists_with_different_timeout_s"),
  );
  scenarioOutline(
    "the end of a hold",
    [
      { was: posted, item: { ...post, amount: 99n }, differs: "amount" },
      { was: posted, item: { ...post, description: "late" }, differs: "user_data" },
      { was: posted, item: { ...post, hold: "other" }, differs: "pending_id" },
      { was: posted, item: { ...release, id: "post" }, differs: "flags" },
      { was: released, item: { ...release, reason: "too late" }, differs: "user_data" },
      { was: released, item: { ...post, id: "release" }, differs: "flags" },
    ] as const,
    ({ was, item, differs }) => [
      given(...ANN_HAS_TEN, hold, was),
      when(asking(item)),
      thenRefused(`exists_with_different_${differs}`),
    ],
  );
  scenarioOutline(
    "a reversal",
    [
      { item: reversing("back", "rent", { amount: 99n }), differs: "amount" },
      { item: reversing("back", "salary"), differs: "pending_id" },
      { item: reversing("back", "rent", { reason: "late" }), differs: "user_data" },
      { item: moving("back"), differs: "flags" },
    ] as const,
    ({ item, differs }) => [
      given(...ANN_HAS_TEN, known, taken),
      when(asking(item)),
      thenRefused(`exists_with_different_${differs}`),
    ],
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
