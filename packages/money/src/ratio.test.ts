import { describe, expect, it } from "vitest";

import { AmountOverflow } from "./amount-overflow.ts";
import { iso } from "./iso-4217.ts";
import { MINOR_MAX } from "./minor.ts";
import { money } from "./money.ts";
import { portion } from "./ratio.ts";

const usd = (minor: bigint) => money(iso("USD"), minor);

describe("a portion of an amount", () => {
  it("is rounded as it is asked for", () => {
    const fee = { num: 25n, den: 10_000n };
    expect(portion(usd(10_050n), fee, "ceil")).toEqual(usd(26n));
    expect(portion(usd(10_050n), fee, "floor")).toEqual(usd(25n));
    expect(portion(usd(-10_050n), fee, "floor")).toEqual(usd(-26n));
  });

  it("may be more than the whole, up to 38 digits", () => {
    expect(portion(usd(7n), { num: 3n, den: 2n }, "halfUp")).toEqual(usd(11n));
    expect(() => portion(usd(MINOR_MAX), { num: 3n, den: 2n }, "floor")).toThrow(AmountOverflow);
  });
});
