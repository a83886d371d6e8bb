import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Currency } from "./currency.ts";
import { decimalText } from "./decimal-text.ts";
import { formatMoney } from "./display.ts";
import { isoCurrencies } from "./iso-4217.ts";
import { iso } from "./iso-4217.ts";
import { MINOR_MAX } from "./minor.ts";
import { money } from "./money.ts";

const ether: Currency = { code: "ETH", exponent: 18, name: "Ether" };
const points: Currency = { code: "points", exponent: 0, name: "Points" };

describe("an amount for people", () => {
  it.each<readonly [string, Currency, bigint]>([
    ["$777.00", iso("USD"), 77_700n],
    ["-$10.00", iso("USD"), -1000n],
    ["$0.00", iso("USD"), 0n],
    ["-$0.01", iso("USD"), -1n],
    ["$999.99", iso("USD"), 99_999n],
    ["$1,000.00", iso("USD"), 100_000n],
    ["$1,234,567.89", iso("USD"), 123_456_789n],
    ["-$123,456.00", iso("USD"), -12_345_600n],
    ["¥1,500", iso("JPY"), 1500n],
    ["-¥100", iso("JPY"), -100n],
    ["€0.05", iso("EUR"), 5n],
    ["£1.00", iso("GBP"), 100n],
    ["₹8,242.13", iso("INR"), 824_213n],
    ["KWD 1,234.567", iso("KWD"), 1_234_567n],
    ["-CHF 10.00", iso("CHF"), -1000n],
    ["CLF 1,000.0001", iso("CLF"), 10_000_001n],
    ["ETH 1,000.000000000000000001", ether, 1000n * 10n ** 18n + 1n],
    ["-points 1,000,000", points, -1_000_000n],
  ])("is %s", (text, currency, minor) => {
    expect(formatMoney(money(currency, minor))).toBe(text);
  });

  it("has a symbol of its own or its code", () => {
    const prefixes = isoCurrencies().map((each) => formatMoney(money(each, 0n)).split("0")[0]);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    const symbols = prefixes.filter((prefix) => !prefix?.endsWith(" "));
    expect(symbols.join(" ")).toBe(
      "A$ R$ CA$ CN¥ ₡ € £ ₾ GH₵ HK$ ₪ ₹ ¥ ₩ ₸ MX$ ₦ NZ$ ₱ ₲ S$ ฿ ₺ NT$ ₴ $ ₫",
    );
  });

  it("is its decimal text with commas, each before three digits and the first after one to three", () => {
    const minors = fc.bigInt({ min: -MINOR_MAX, max: MINOR_MAX });
    fc.assert(
      fc.property(fc.constantFrom(...isoCurrencies()), minors, (currency, minor) => {
        const amount = money(currency, minor);
        const text = formatMoney(amount);
        expect(text).toMatch(/^-?[^-0-9]+[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]+)?$/);
        expect(text.replaceAll(/[^-0-9.]/g, "")).toBe(decimalText(amount));
      }),
    );
  });
});
