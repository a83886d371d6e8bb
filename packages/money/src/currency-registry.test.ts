import { describe, expect, it } from "vitest";

import { type Asset, InvalidAsset } from "./asset.ts";
import { CurrencyRegistry } from "./currency-registry.ts";
import { isoCurrencies } from "./iso-4217.ts";

const ether = { code: "ETH", exponent: 18, name: "Ether" } as const;
const tez = { code: "XTZ", exponent: 6, name: "Tez" } as const;
const points = { code: "points", exponent: 0, name: "Points" } as const;
const registry = CurrencyRegistry.iso().with(ether, tez, points);

function mistakeOf(...assets: readonly Asset[]): unknown {
  try {
    registry.with(...assets);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("the registry of currencies", () => {
  it("finds every currency of ISO 4217 and every asset", () => {
    for (const currency of isoCurrencies()) expect(registry.find(currency.code)).toEqual(currency);
    for (const asset of [ether, tez, points]) expect(registry.find(asset.code)).toEqual(asset);
  });

  it.each(["usd", "Usd", "POINTS", "eth", "DEM", "BTC", "", " USD", "USD\n", "toString", "ſek"])(
    "does not know %j",
    (code) => {
      expect(registry.find(code)).toEqual({
        code: "unknown_currency",
        sentence: "this is no currency that is known here",
        data: { currency: code },
      });
    },
  );

  it("refuses what has no minor unit, and says so", () => {
    expect(registry.find("XAU")).toEqual({
      code: "unknown_currency",
      sentence: "XAU (Gold) has no minor unit: no account can be kept in it",
      data: { currency: "XAU" },
    });
  });

  it("is a value: registering leaves it as it was", () => {
    const iso = CurrencyRegistry.iso();
    iso.with(ether);
    expect(iso.find("ETH")).toMatchObject({ code: "unknown_currency" });
  });

  it("keeps an asset as it was registered, whatever becomes of the object", () => {
    const changing = { ...ether, code: "GWEI", exponent: 9, numeric: "840" };
    const kept = registry.with(changing);
    changing.exponent = 2;
    expect(kept.find("GWEI")).toEqual({ code: "GWEI", exponent: 9, name: "Ether" });
  });

  it("takes the same asset again, with the name that it had", () => {
    const again = registry.with(ether, { ...ether, name: "Ethereum" });
    expect(again.find("ETH")).toEqual(ether);
  });

  it.each<readonly [string, Asset, string]>([
    ["another exponent", { ...ether, exponent: 9 }, "ETH has 18 decimals for good, not 9"],
    ["other capitals", { ...ether, code: "Eth" }, "Eth differs from ETH in capitals alone"],
    ["a code of ISO 4217", { ...ether, code: "EUR", exponent: 2 }, "EUR is a code of ISO 4217"],
    ["such a code in small letters", { ...ether, code: "eur" }, "eur is a code of ISO 4217"],
    ["a metal", { ...ether, code: "XAU" }, "XAU is a code of ISO 4217"],
    ["a metal in small letters", { ...ether, code: "xau" }, "xau is a code of ISO 4217"],
    [
      "no integer",
      { ...ether, code: "A1", exponent: 1.5 },
      "A1 has from 0 to 37 decimals, not 1.5",
    ],
    ["less than 0", { ...ether, code: "A1", exponent: -1 }, "A1 has from 0 to 37 decimals, not -1"],
    ["too many", { ...ether, code: "A1", exponent: 38 }, "A1 has from 0 to 37 decimals, not 38"],
  ])("refuses an asset with %s", (_what, asset, message) => {
    const mistake = mistakeOf(asset);
    expect(mistake).toBeInstanceOf(InvalidAsset);
    expect(mistake).toMatchObject({ name: "InvalidAsset", code: "invalid_asset", message });
  });

  it("refuses two exponents for one code also when they come together", () => {
    const twice = mistakeOf({ ...tez, code: "NEW" }, { ...tez, code: "NEW", exponent: 7 });
    expect(twice).toMatchObject({ message: "NEW has 6 decimals for good, not 7" });
  });

  it.each(["A", "A2345678901234567", "1A", "A-B", "A B", "", "É1", "-AB", "AB\n"])(
    "refuses the code %j",
    (code) => {
      const message = `the code of an asset is 2 to 16 letters and digits: ${code}`;
      expect(mistakeOf({ ...ether, code })).toMatchObject({ message });
    },
  );

  it.each(["A1", "A234567890123456", "z9"])("takes the code %s", (code) => {
    expect(mistakeOf({ ...ether, code, exponent: 37 })).toBeUndefined();
  });
});
