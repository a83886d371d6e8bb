import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { ledgerLanguage } from "../../test/in-memory/ledger-language.ts";
import {
  after,
  ANN_HAS_TEN,
  asking,
  BEGINNING,
  held,
  holding,
  moved,
  postedHold,
} from "../../test/in-memory/ledger-story.ts";

const language = ledgerLanguage(
  {
    pending_transfer_expired: "the time of the hold is over",
    pending_transfer_not_expired: "the time of the hold is not over",
    pending_transfer_already_posted: "the hold was posted already",
  },
  ({ transfers }) => {
    const hold = transfers["hold"];
    return hold === undefined ? "absent" : (hold.resolution?.kind ?? "open");
  },
);
const { feature, rule, scenario, scenarioOutline, given, accepted, afterTime } = language;
const { when, whenTimePasses, thenHappened, thenRefused, thenReadModel } = language;

const at = BEGINNING;
const post = { kind: "post_hold", id: "post", hold: "hold" } as const;
const release = { kind: "void_hold", id: "release", hold: "hold", reason: "sold out" } as const;
const expire = { kind: "expire_hold", id: "over", hold: "hold" } as const;
const six = { transfer: "hold", amount: 600n } as const;
const minute = { timeoutSeconds: 60, expiresAt: after(60) } as const;

const expiry = feature("Payments: expiry of holds", () => {
  rule("A hold for a while is over when its time is", tellEnd);
  rule("Whoever comes round after that releases it", tellRelease);
});

function tellEnd(): void {
  scenario(
    "its time begins when it is recorded",
    given(...ANN_HAS_TEN),
    when(asking(holding("hold", { amount: 600n, timeoutSeconds: 60 }))),
    thenHappened(held({ ...six, ...minute })),
  );
  scenario(
    "until then it is posted",
    given(...ANN_HAS_TEN, held({ ...six, ...minute })),
    whenTimePasses({ seconds: 59 }, asking(post)),
    thenHappened(postedHold({ transfer: "hold", by: "post", amount: 600n, at: after(59) })),
  );
  scenarioOutline(
    "from then on not, even if nobody has come round to release it",
    [{ item: post }, { item: release }],
    ({ item }) => [
      given(...ANN_HAS_TEN, held({ ...six, ...minute })),
      whenTimePasses({ seconds: 60 }, asking(item)),
      thenRefused("pending_transfer_expired", { transfer: "hold" }),
    ],
  );
  scenario(
    "where the clock goes back, what counts is when the end would be recorded",
    given(
      ...ANN_HAS_TEN,
      held({ ...six, ...minute }),
      moved({ transfer: "later", debitAccount: "house", at: after(60) }),
    ),
    when(asking(post)),
    thenRefused("pending_transfer_expired", { transfer: "hold" }),
  );
}

function tellRelease(): void {
  scenario(
    "all of it is there again",
    given(...ANN_HAS_TEN, held({ ...six, ...minute }), afterTime({ seconds: 60 })),
    when(asking(expire)),
    thenHappened({ type: "HoldExpired", transfer: "hold", by: "over", at: after(60) }),
    thenReadModel("balances", { of: "ann" }, [
      { account: "ann", posted: 1_000n, available: 1_000n, pending: 1_000n, entries: 3n },
    ]),
  );
  scenario(
    "once",
    given(
      ...ANN_HAS_TEN,
      held({ ...six, ...minute }),
      afterTime({ seconds: 60 }),
      accepted(asking(expire)),
    ),
    when(asking({ ...expire, id: "again" })),
    thenRefused("pending_transfer_expired", { transfer: "hold" }),
  );
  scenarioOutline(
    "not before its time, and never if it has none",
    [
      { hold: minute, seconds: 59 },
      { hold: {}, seconds: 1_000_000 },
    ],
    ({ hold, seconds }) => [
      given(...ANN_HAS_TEN, held({ ...six, ...hold })),
      whenTimePasses({ seconds }, asking(expire)),
      thenRefused("pending_transfer_not_expired", { transfer: "hold" }),
    ],
  );
  scenario(
    "nor if it was posted in time",
    given(
      ...ANN_HAS_TEN,
      held({ ...six, ...minute }),
      postedHold({ transfer: "hold", by: "post", amount: 600n }),
    ),
    whenTimePasses({ minutes: 1 }, asking(expire)),
    thenRefused("pending_transfer_already_posted", { transfer: "hold" }),
  );
  scenario(
    "also on a closed account",
    given(...ANN_HAS_TEN, held({ ...six, ...minute }), {
      type: "AccountClosed",
      account: "bob",
      reason: "moved away",
      at,
    }),
    whenTimePasses({ minutes: 1 }, asking(expire)),
    thenHappened({ type: "HoldExpired", transfer: "hold", by: "over", at: after(60) }),
  );
}

runFeature(expiry);
runFeature(expiry, inMemoryRunner);
