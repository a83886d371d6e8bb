import { expect, it } from "vitest";

import { convert, parseRate, quoteSelling } from "./fx/index.ts";
import { formatMoney, iso, isRefused, money } from "./index.ts";

it("rounds in favour of liquidity", () => {
  const rate = parseRate("82.42135", { sell: iso("USD"), buy: iso("INR") });
  if (isRefused(rate)) throw new TypeError(rate.sentence);
  expect(convert(money(iso("USD"), 10_000n), rate, "floor").minor).toBe(824_213n);
  expect(quoteSelling(money(iso("USD"), 10_000n), rate)).toMatchObject({ buy: { minor: 824_213n } });
  expect(formatMoney(money(iso("USD"), -123_456_789n))).toBe("-$1,234,567.89");
});
