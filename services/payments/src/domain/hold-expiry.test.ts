import { scenariosOf } from "@holdfast/scenarios";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import {
  after,
  ANN_HAS_TEN,
  asking,
  held,
  holding,
  moved,
  postedHold,
  LET_ANN_HAVE_TEN,
} from "../../test/in-memory/ledger-story.ts";
import { LEDGER_WORDS } from "../../test/in-memory/ledger-words.ts";
import { toldLedger, type ToldLedger } from "../../test/in-memory/told-ledger.ts";

const part = {
  refusals: {
    pending_transfer_expired: "the time of the hold is over",
    pending_transfer_not_expired: "the time of the hold is not over",
    account_closed: "on a closed account holds can only expire",
    pending_transfer_already_posted: "the hold was posted already",
  },
  events: {
    AccountOpened: 1,
    AccountClosed: 1,
    TransferPosted: 1,
    TransferHeld: 1,
    HoldPosted: 1,
    HoldExpired: 1,
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
const { feature, rule, scenario, scenarioOutline, given, accepted, afterTime } = language;
const { when, whenTimePasses, thenHappened, thenRefused, thenReadModel } = language;

const post = { kind: "post_hold", id: "post", hold: "hotel" } as const;
const release = { kind: "void_hold", id: "release", hold: "hotel", reason: "sold out" } as const;
const expire = { kind: "expire_hold", id: "over", hold: "hotel" } as const;
const six = { transfer: "hotel", amount: 600n } as const;
const minute = { timeoutSeconds: 60, expiresAt: after(60) } as const;

const expiry = feature("Payments: expiry of holds", () => {
  rule("What the stories begin with", () => {
    scenario(
      "the house, Ann with USD 10.00 from it, and Bob",
      given(),
      when(...LET_ANN_HAVE_TEN),
      thenHappened(...ANN_HAS_TEN),
    );
  });
  rule("A hold for a while is over when its time is", tellEnd);
  rule("Whoever comes round after that releases it", tellRelease);
  rule("On a closed account a hold can only expire", tellClosed);
});

function tellEnd(): void {
  scenario(
    "its time begins when it is recorded",
    given(...ANN_HAS_TEN),
    when(asking(holding("hotel", { amount: 600n, timeoutSeconds: 60 }))),
    thenHappened(held({ ...six, ...minute })),
  );
  scenario(
    "until then it is posted",
    given(...ANN_HAS_TEN, held({ ...six, ...minute })),
    whenTimePasses({ seconds: 59 }, asking(post)),
    thenHappened(postedHold({ transfer: "hotel", by: "post", amount: 600n, at: after(59) })),
  );
  scenarioOutline(
    "from then on not, even if nobody has come round to release it",
    [{ next: "post" }, { next: "void" }] as const,
    ({ next }) => [
      given(...ANN_HAS_TEN, held({ ...six, ...minute })),
      whenTimePasses({ seconds: 60 }, asking(next === "post" ? post : release)),
      thenRefused("pending_transfer_expired", { transfer: "hotel" }),
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
    thenRefused("pending_transfer_expired", { transfer: "hotel" }),
  );
}

function tellRelease(): void {
  scenario(
    "all of it is there again",
    given(...ANN_HAS_TEN, held({ ...six, ...minute }), afterTime({ seconds: 60 })),
    when(asking(expire)),
    thenHappened({ type: "HoldExpired", transfer: "hotel", by: "over", at: after(60) }),
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
    thenRefused("pending_transfer_expired", { transfer: "hotel" }),
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
      thenRefused("pending_transfer_not_expired", { transfer: "hotel" }),
    ],
  );
  tellReleaseFurther();
}

function tellReleaseFurther(): void {
  scenario(
    "nor if it was posted in time",
    given(
      ...ANN_HAS_TEN,
      held({ ...six, ...minute }),
      postedHold({ transfer: "hotel", by: "post", amount: 600n }),
    ),
    whenTimePasses({ minutes: 1 }, asking(expire)),
    thenRefused("pending_transfer_already_posted", { transfer: "hotel" }),
  );
}

function tellClosed(): void {
  scenario(
    "it is released there, too",
    given(
      ...ANN_HAS_TEN,
      held({ ...six, ...minute }),
      accepted({ type: "CloseAccount", account: "bob", reason: "moved away" }),
    ),
    whenTimePasses({ minutes: 1 }, asking(expire)),
    thenHappened({ type: "HoldExpired", transfer: "hotel", by: "over", at: after(60) }),
  );
  scenario(
    "but not posted, in time or not",
    given(
      ...ANN_HAS_TEN,
      held({ ...six, ...minute }),
      accepted({ type: "CloseAccount", account: "bob", reason: "moved away" }),
    ),
    when(asking(post)),
    thenRefused("account_closed", { account: "bob" }),
  );
}

runFeature(expiry);
runFeature(expiry, inMemoryRunner);
