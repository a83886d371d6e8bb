import { formatMoney, iso, isRefused, type Money, type Refusal } from "@holdfast/money";
import { parseRate, quoteSelling } from "@holdfast/money/fx";

const spread = { num: 50n, den: 10_000n }; // 0.5 %

/** What a customer pays and gets for dollars at 82.42135 rupees. */
export function sellDollars(dollars: Money<"USD">): string | Refusal {
  const rate = parseRate("82.42135", { sell: iso("USD"), buy: iso("INR") });
  if (isRefused(rate)) return rate;
  // Euros would not compile: the rate sells dollars.
  const quote = quoteSelling(dollars, rate, spread);
  if (isRefused(quote)) return quote;
  return `${formatMoney(quote.sell)} and ${formatMoney(quote.fee)} for ${formatMoney(quote.buy)}`;
}
