import { describe, expect, expectTypeOf, it } from "vitest";

import { iso } from "./iso-4217.ts";
import { type InvalidAmount, parseMinor } from "./minor.ts";
import { type Money, money } from "./money.ts";
import { isRefused, type Refusal, refuse } from "./refusal.ts";

describe("a refusal", () => {
  it("is a code, a sentence and data", () => {
    expect(refuse("a", "no")).toEqual({ code: "a", sentence: "no", data: {} });
    expect(refuse("a", "no", { at: 1 })).toEqual({ code: "a", sentence: "no", data: { at: 1 } });
    expectTypeOf(refuse("a", "no")).toEqualTypeOf<Refusal<"a">>();
  });

  it("is told from what was asked for", () => {
    const outcomes = [refuse("a", "no"), money(iso("USD"), 1n), iso("USD"), 1n, null, undefined];
    expect(outcomes.map((each) => isRefused(each))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    const outcome: Money | Refusal<"b"> = money(iso("USD"), 1n);
    if (!isRefused(outcome)) expectTypeOf(outcome).toEqualTypeOf<Money>();
    const minor = parseMinor("1");
    if (isRefused(minor)) return expectTypeOf(minor).toEqualTypeOf<InvalidAmount>();
    return expectTypeOf(minor).toEqualTypeOf<bigint>();
  });
});
