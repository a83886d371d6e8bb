import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type QuoteRequest, workOutQuote } from "./work-out-quote.ts";

const asked: QuoteRequest = {
  sell: "USD",
  buy: "INR",
  fixed: { side: "sell", minor: 10_000n },
  rate: "82.42135",
  spreadBps: 50,
};

describe("a quote", () => {
  it("of what is sold rounds what is bought down, and takes the spread on top", () => {
    expect(workOutQuote(asked)).toEqual({
      sell: { currency: "USD", minor: 10_000n },
      buy: { currency: "INR", minor: 824_213n },
      rate: { num: 1_648_427n, den: 20_000n },
      spreadMinor: 50n,
      rounding: "floor",
    });
  });

  it("of what is bought rounds what is sold up", () => {
    const fixed = { side: "buy", minor: 824_214n } as const;
    expect(workOutQuote({ ...asked, fixed, spreadBps: 0 })).toMatchObject({
      sell: { currency: "USD", minor: 10_001n },
      buy: { currency: "INR", minor: 824_214n },
      spreadMinor: 0n,
      rounding: "ceil",
    });
  });

  it("knows the decimals of both currencies", () => {
    expect(workOutQuote({ ...asked, buy: "JPY", rate: "150" })).toMatchObject({
      buy: { currency: "JPY", minor: 15_000n },
    });
  });

  it.each([
    ["unknown_currency", { sell: "XAU" }],
    ["unknown_currency", { buy: "ZZZ" }],
    ["same_currency", { buy: "USD" }],
    ["invalid_rate", { rate: "0" }],
    ["invalid_amount", { fixed: { side: "sell", minor: 0n } }],
    [
      "amount_too_small",
      { sell: "INR", buy: "USD", rate: "0.01", fixed: { side: "sell", minor: 1n } },
    ],
  ] as const)("is not given: %s", (code, more) => {
    expect(workOutQuote({ ...asked, ...more })).toMatchObject({ code });
  });

  it("never gives away more than the rate says, whichever amount is fixed", () => {
    const drawn = fc.record({
      side: fc.constantFrom("sell", "buy"),
      minor: fc.bigInt({ min: 1n, max: 10n ** 15n }),
      rate: fc.constantFrom("82.42135", "0.012131", "1", "3"),
    });
    fc.assert(
      fc.property(drawn, ({ side, minor, rate }) => {
        const quote = workOutQuote({ ...asked, fixed: { side, minor }, rate });
        if ("code" in quote) return quote.code === "amount_too_small";
        const { sell, buy } = quote;
        return buy.minor * quote.rate.den <= sell.minor * quote.rate.num;
      }),
    );
  });
});
