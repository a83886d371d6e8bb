import { describe, expect, expectTypeOf, it } from "vitest";

import { isRefusal, type Refusal, refuse } from "./refusal.ts";

type No = Refusal<"not_open"> | Refusal<"insufficient_funds", { readonly short: bigint }>;
type Event = { readonly type: "Withdrawn" };

function withdraw(short: bigint): readonly Event[] | No {
  if (short < 0n) return refuse("not_open", "there is no account");
  if (short > 0n) return refuse("insufficient_funds", `${short} cents are missing`, { short });
  return [{ type: "Withdrawn" }];
}

function statusOf(refusal: No): number {
  switch (refusal.code) {
    case "not_open":
      return 404;
    case "insufficient_funds":
      return refusal.data.short > 100n ? 422 : 409;
    default:
      return refusal satisfies never;
  }
}

describe("a refusal", () => {
  it("is a code, a sentence and data", () => {
    const sentence = "1 cents are missing";
    expect(withdraw(1n)).toEqual({ code: "insufficient_funds", sentence, data: { short: 1n } });
    expect(withdraw(-1n)).toEqual({ code: "not_open", sentence: "there is no account", data: {} });
  });

  it("is told from events, whether or not there are any", () => {
    expect([withdraw(0n), [], withdraw(1n)].map(isRefusal)).toEqual([false, false, true]);
  });

  it("narrows to its kind by its code", () => {
    const decision = withdraw(500n);
    if (!isRefusal(decision)) return expectTypeOf(decision).toEqualTypeOf<readonly Event[]>();
    expectTypeOf(decision).toEqualTypeOf<No>();
    return expect(statusOf(decision)).toBe(422);
  });

  it("keeps the code it was made with in its type", () => {
    expectTypeOf(refuse("not_open", "no")).toEqualTypeOf<Refusal<"not_open">>();
    expectTypeOf<Refusal<"closed">>().not.toExtend<No>();
    expectTypeOf<Refusal<"insufficient_funds">>().not.toExtend<No>();
  });
});
