import { createHash } from "node:crypto";

import { describe, expect, expectTypeOf, it } from "vitest";

import type { Currency } from "./currency.ts";
import { iso, ISO_4217_PUBLISHED, isoCurrencies, type IsoCode, unitlessName } from "./iso-4217.ts";

const codesWith = (exponent: number) =>
  isoCurrencies()
    .filter((each) => each.exponent === exponent)
    .map(({ code }) => code);
const UNITLESS = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(" ");
const sha256 = (lines: readonly string[]) =>
  createHash("sha256")
    .update(lines.map((line) => `${line}\n`).join(""))
    .digest("hex");

describe("the table of ISO 4217", () => {
  // The digests were made from the published XML of that day (list one), not from the table.
  it("is the list of its date, row by row", () => {
    expect(ISO_4217_PUBLISHED).toBe("2026-01-01");
    const rows = isoCurrencies().map(({ code, numeric, exponent, name }) => {
      return `${code} ${numeric} ${exponent} ${name}`;
    });
    expect(rows).toHaveLength(165);
    expect(sha256(rows)).toBe("c5e961114f97c59f3c8507f4427f94b6a96feac6f9ef9a57f18a266295eda75d");
    expect(sha256(UNITLESS.map((code) => `${code} ${unitlessName(code)}`))).toBe(
      "2002a39472e3b72e0f007b036a014727f1db90859c6bc7fc6c9f2ab102634c3d",
    );
  });

  it("has the exponents that are not 2", () => {
    expect(codesWith(0).join(" ")).toBe(
      "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    );
    expect(codesWith(3).join(" ")).toBe("BHD IQD JOD KWD LYD OMR TND");
    expect(codesWith(4).join(" ")).toBe("CLF UYW");
    expect(codesWith(2)).toHaveLength(165 - 17 - 7 - 2);
  });

  it("does not follow Intl, which says how people write prices", () => {
    const asWritten = "AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER".split(" ");
    expect(codesWith(2)).toEqual(expect.arrayContaining(asWritten));
  });

  it("has no code that was withdrawn", () => {
    const codes = isoCurrencies().map(({ code }) => code);
    for (const gone of ["ANG", "BGN", "CUC", "HRK", "SLL", "ZWL", "DEM"]) {
      expect(codes).not.toContain(gone);
    }
  });

  it("gives a currency by its code, which the compiler knows", () => {
    expect(iso("KWD")).toEqual({ code: "KWD", numeric: "414", exponent: 3, name: "Kuwaiti Dinar" });
    expect(iso("ALL").numeric).toBe("008");
    expectTypeOf(iso("USD")).toEqualTypeOf<Currency<"USD">>();
    expectTypeOf<"XAU">().not.toExtend<IsoCode>();
    expectTypeOf<"usd">().not.toExtend<IsoCode>();
  });

  it("knows the codes without a minor unit apart", () => {
    expect(unitlessName("XAU")).toBe("Gold");
    expect(unitlessName("USD")).toBeUndefined();
    const codes = isoCurrencies().map(({ code }) => code);
    expect(codes.filter((code) => UNITLESS.includes(code))).toEqual([]);
  });
});
