import { readFile } from "node:fs/promises";

import { iso, money } from "@holdfast/money";
import { describe, expect, it } from "vitest";

import { sellDollars } from "./exchange.ts";
import { splitBill } from "./split-a-bill.ts";

const text = (path: string) => readFile(new URL(path, import.meta.url), "utf8");

describe("the examples of the README", () => {
  it.each(["split-a-bill.ts", "exchange.ts"])("are the files that run: %s", async (file) => {
    expect(await text("../README.md")).toContain(`\`\`\`ts\n${await text(file)}\`\`\``);
  });

  it("split a bill without losing a cent, and say why there is none", () => {
    expect(splitBill({ currency: "USD", amount: "10000" })).toBe("$38.34, $33.33, $33.33");
    expect(splitBill({ currency: "JPY", amount: "10000" })).toBe("¥3,834, ¥3,333, ¥3,333");
    expect(splitBill({ currency: "USD", amount: 10_000 })).toMatch(/^an amount is a text of/);
    expect(splitBill({ currency: "XAU", amount: "1" })).toMatch(/^XAU \(Gold\) has no minor unit/);
  });

  it("exchange in favour of the house", () => {
    expect(sellDollars(money(iso("USD"), 10_000n))).toBe("$100.00 and $0.50 for ₹8,242.13");
    expect(sellDollars(money(iso("USD"), 0n))).toMatchObject({ code: "invalid_amount" });
  });
});
