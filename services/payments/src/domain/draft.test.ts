import { describe, expect, it } from "vitest";

import {
  ANN_HAS_TEN,
  BEGINNING,
  held,
  moved,
  opened,
  postedHold,
  voidedHold,
} from "../../test/in-memory/ledger-story.ts";
import { Draft } from "./draft.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { LedgerState } from "./ledger-state.ts";

const at = BEGINNING;
const draftOf = (...events: readonly LedgerEvent[]): Draft => {
  const draft = new Draft(new LedgerState());
  for (const event of events) draft.apply(event);
  return draft;
};
const hold = held({
  transfer: "hotel",
  amount: 600n,
  timeoutSeconds: 60,
  expiresAt: "2026-01-01T00:01:00.000Z",
});

describe("a transfer", () => {
  it("is recorded with an entry on each side", () => {
    const draft = draftOf(
      ...ANN_HAS_TEN,
      moved({ transfer: "rent", amount: 300n, description: "January" }),
    );
    expect(draft.changes.recorded.at(-1)).toEqual({
      transfer: {
        id: "rent",
        kind: "posted",
        debitAccount: "ann",
        creditAccount: "bob",
        amount: 300n,
        ledger: "USD",
        code: 1,
        description: "January",
        recordedAt: at,
        reversed: 0n,
      },
      debit: {
        version: 2n,
        counters: {
          debitsPending: 0n,
          debitsPosted: 300n,
          creditsPending: 0n,
          creditsPosted: 1_000n,
        },
      },
      credit: {
        version: 1n,
        counters: { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 300n },
      },
    });
    expect(draft.transfer("rent")).toEqual(draft.changes.recorded.at(-1)?.transfer);
  });

  it("touches both accounts", () => {
    const draft = draftOf(
      ...ANN_HAS_TEN,
      moved({ transfer: "rent", at: "2026-01-02T00:00:00.000Z" }),
    );
    expect(draft.account("ann")?.touchedAt).toBe("2026-01-02T00:00:00.000Z");
    expect(draft.account("bob")?.touchedAt).toBe("2026-01-02T00:00:00.000Z");
    expect(draft.account("house")?.touchedAt).toBe(at);
  });

  it.each([{ debitAccount: "eve" }, { creditAccount: "eve" }])(
    "of an unknown account changes nothing: %o",
    (side) => {
      const draft = draftOf(...ANN_HAS_TEN, moved({ transfer: "rent", ...side }));
      expect(draft.changes).toEqual(draftOf(...ANN_HAS_TEN).changes);
    },
  );
});

describe("the end of a hold", () => {
  const ended = (event: LedgerEvent) => draftOf(...ANN_HAS_TEN, hold, event);

  it("by a post moves what it says, and knows what it ends", () => {
    const draft = ended(
      postedHold({ transfer: "hotel", by: "checkout", amount: 500n, description: "two nights" }),
    );
    expect(draft.transfer("checkout")).toEqual({
      id: "checkout",
      kind: "post",
      pendingId: "hotel",
      debitAccount: "ann",
      creditAccount: "bob",
      amount: 500n,
      ledger: "USD",
      code: 1,
      description: "two nights",
      recordedAt: at,
      reversed: 0n,
    });
    expect(draft.transfer("hotel")?.resolution).toEqual({
      kind: "posted",
      by: "checkout",
      amount: 500n,
    });
    expect(draft.account("ann")?.counters).toMatchObject({ debitsPending: 0n, debitsPosted: 500n });
  });

  it("by a void has the amount that it releases, and its reason", () => {
    const draft = ended(voidedHold("hotel", "free"));
    expect(draft.transfer("free")).toMatchObject({
      kind: "void",
      amount: 600n,
      reason: "sold out",
    });
    expect(draft.transfer("hotel")?.resolution).toEqual({ kind: "voided", by: "free", amount: 0n });
  });

  it("by time has the amount that it releases", () => {
    const draft = ended({ type: "HoldExpired", transfer: "hotel", by: "over", at });
    expect(draft.transfer("over")).toMatchObject({
      kind: "expiry",
      amount: 600n,
      pendingId: "hotel",
    });
    expect(draft.transfer("hotel")?.resolution).toEqual({
      kind: "expired",
      by: "over",
      amount: 0n,
    });
  });

  it("of an unknown hold changes nothing", () => {
    const draft = draftOf(...ANN_HAS_TEN, voidedHold("hotel", "free"));
    expect(draft.changes).toEqual(draftOf(...ANN_HAS_TEN).changes);
  });
});

it.each<LedgerEvent>([
  { type: "AccountFrozen", account: "ann", reason: "fraud", at },
  { type: "LimitsChanged", account: "ann", limit: "none", minAvailable: 0n, reason: "", at },
  { type: "TransferReversed", transfer: "rent", by: "back", amount: 1n, reason: "", at },
  { type: "QuoteUsed", quote: "q17", conversion: "c", at },
])("what happens to something unknown changes nothing: $type", (event) => {
  expect(draftOf(event).changes).toEqual(draftOf().changes);
});

it.each([
  ["AccountFrozen", "frozen"],
  ["AccountUnfrozen", "open"],
  ["AccountClosed", "closed"],
  ["AccountReopened", "open"],
] as const)("after %s an account is %s, at the next version of its settings", (type, status) => {
  const draft = draftOf(opened("ann"), { type, account: "ann", reason: "fraud", at });
  expect(draft.account("ann")).toMatchObject({ status, settingsVersion: 2, version: 0n });
});

it("an account without a number has none", () => {
  expect(draftOf(opened("ann")).account("ann")).not.toHaveProperty("number");
  expect(draftOf(opened("ann")).changes.numbers.size).toBe(0);
});

describe("a draft over a draft", () => {
  it("is dropped without a trace", () => {
    const base = draftOf(...ANN_HAS_TEN);
    const trial = new Draft(base);
    trial.apply(moved({ transfer: "rent" }));
    expect(trial.account("ann")?.version).toBe(2n);
    expect(base.changes).toEqual(draftOf(...ANN_HAS_TEN).changes);
  });

  it("is kept whole", () => {
    const events: readonly LedgerEvent[] = [
      ...ANN_HAS_TEN,
      opened("eve", { number: "ACC777" }),
      moved({ transfer: "rent" }),
      { type: "TransferRejected", transfer: "beer", code: "overflow", at },
      {
        type: "QuoteIssued",
        quote: "q17",
        sell: { currency: "USD", minor: 1n },
        buy: { currency: "INR", minor: 82n },
        rate: { num: 82n, den: 1n },
        spreadMinor: 0n,
        rounding: "floor",
        expiresAt: at,
        sellLiquidity: "desk",
        buyLiquidity: "vault",
        at,
      },
    ];
    const base = draftOf();
    const trial = new Draft(base);
    for (const event of events) trial.apply(event);
    base.keep(trial);
    expect(base.changes).toEqual(draftOf(...events).changes);
    expect(base.accountWithNumber("ACC777")).toBe("eve");
    expect(base.failedAttempt("beer")).toBe("overflow");
    expect(base.quote("q17")).toMatchObject({ issuedAt: at, spreadMinor: 0n });
  });
});
