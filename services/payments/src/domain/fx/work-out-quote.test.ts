import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type QuoteRequest, workOutQuote } from "./work-out-quote.ts";

const asked: QuoteRequest = {
  sell: "USD",
  buy: "INR",
  fixed: { side: "sell", minor: 10_000n },
  rate: "82.42135",
  spreadBps: 0,
};

describe("a quote that is worked out", () => {
  it("rounds what is bought down, with no spread if there is none", () => {
    expect(workOutQuote(asked)).toEqual({
      sell: { currency: "USD", minor: 10_000n },
      buy: { currency: "INR", minor: 824_213n },
      rate: { num: 1_648_427n, den: 20_000n },
      spreadMinor: 0n,
      rounding: "floor",
    });
  });

  it("rounds what is sold up, and the spread on it", () => {
    const quote = workOutQuote({
      ...asked,
      fixed: { side: "buy", minor: 824_214n },
      spreadBps: 50,
    });
    expect(quote).toMatchObject({
      sell: { minor: 10_001n },
      buy: { minor: 824_214n },
      spreadMinor: 51n,
      rounding: "ceil",
    });
  });

  it("knows the decimals of both sides", () => {
    const fixed = { side: "sell", minor: 10n ** 18n } as const;
    expect(
      workOutQuote({ ...asked, sell: "ETH", buy: "JPY", rate: "450000", fixed }),
    ).toMatchObject({
      buy: { currency: "JPY", minor: 450_000n },
    });
  });

  it.each([
    ["unknown_currency", { sell: "XAU" }],
    ["unknown_currency", { buy: "nothing" }],
    ["same_currency", { buy: "USD" }],
    ["invalid_rate", { rate: "0" }],
    ["amount_too_small", { fixed: { side: "sell", minor: 1n }, rate: "0.001" }],
    ["invalid_amount", { fixed: { side: "sell", minor: 0n } }],
    ["overflow", { fixed: { side: "sell", minor: 10n ** 38n - 1n } }],
  ] as const)("is refused: %s", (code, more) => {
    expect(workOutQuote({ ...asked, ...more })).toMatchObject({ code });
  });

  it("never gives away more than the rate says, nor takes less", () => {
    const minor = fc.bigInt(1n, 10n ** 20n);
    const side = fc.constantFrom("sell", "buy");
    fc.assert(
      fc.property(minor, side, (amount, fixed) => {
        const quote = workOutQuote({ ...asked, fixed: { side: fixed, minor: amount } });
        if ("code" in quote) return quote.code === "amount_too_small";
        const { sell, buy, rate } = quote;
        return buy.minor * rate.den <= sell.minor * rate.num;
      }),
    );
  });
});
